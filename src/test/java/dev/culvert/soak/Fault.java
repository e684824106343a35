package dev.culvert.soak;

import dev.culvert.acceptance.Processes;
import dev.culvert.lab.Lab;
import dev.culvert.lab.Namespace;
import java.time.Duration;

/** Something that goes wrong under a tunnel that is up, and what makes it right again. */
enum Fault {
    SESSION_KILLED("connection reset", 0) {
        @Override
        void inflict(Place place) {
            Processes.killSshdSessions(place.lab());
        }
    },
    SSHD_RESTARTED("sshd killed, back after 3 s", 3) {
        @Override
        void inflict(Place place) {
            Processes.killSshd(place.lab());
        }

        @Override
        void relieve(Place place) {
            place.startSshd();
        }
    },
    SERVER_REBOOTED("server rebooted, back after 5 s", 5) {
        @Override
        void inflict(Place place) {
            Namespace server = place.lab().server();
            set(server, "vs", "down");
            for (long pid : server.processes()) {
                server.run("kill", "-KILL", Long.toString(pid));
            }
        }

        @Override
        void relieve(Place place) {
            set(place.lab().server(), "vs", "up");
            place.lab()
                    .server()
                    .run("ip", "addr", "replace", Lab.SERVER6 + "/64", "dev", "vs", "nodad")
                    .ok();
            place.startSshd();
        }
    },
    LINK_DOWN("link down, up after 4 s", 4) {
        @Override
        void inflict(Place place) {
            set(place.lab().client(), "vc", "down");
        }

        @Override
        void relieve(Place place) {
            set(place.lab().client(), "vc", "up");
        }
    },
    ADDRESS_CHANGED("address changed", 0) {
        @Override
        void inflict(Place place) {
            String address = place.otherAddress();
            Namespace client = place.lab().client();
            client.run("ip", "addr", "flush", "dev", "vc").ok();
            client.run("ip", "addr", "add", address + "/24", "dev", "vc").ok();
        }
    },
    LOSS("all packets lost for 30 s", 30) {
        @Override
        void inflict(Place place) {
            place.dropOnTheWire();
        }

        @Override
        void relieve(Place place) {
            place.dropNoMore();
        }
    },
    ONE_SIDED("server's device read no more", 0) {
        // a packet longer than sshd reads ends its reading, and nothing else
        @Override
        void inflict(Place place) {
            Namespace server = place.lab().server();
            server.run("ip", "link", "set", Place.SERVER_DEVICE, "mtu", "30000").ok();
            server.run("ping", "-c", "1", "-W", "1", "-s", "20000", Place.HERE);
        }
    },
    SUSPENDED("asleep for 12 s, server gave up", 12) {
        @Override
        void inflict(Place place) {
            place.signalCulvert("STOP");
        }

        @Override
        void relieve(Place place) {
            place.signalCulvert("CONT");
        }
    };

    final String title;
    final Duration lasts;

    Fault(String title, int seconds) {
        this.title = title;
        lasts = Duration.ofSeconds(seconds);
    }

    abstract void inflict(Place place);

    /** Makes right what does not by itself, after {@link #lasts}. */
    void relieve(Place place) {}

    private static void set(Namespace machine, String device, String state) {
        machine.run("ip", "link", "set", device, state).ok();
    }
}
