package dev.culvert.helper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The machine slept when one of its clocks did. */
class SleepWatchTest {
    private final AtomicLong wall = new AtomicLong(1_800_000_000_000L);
    private final AtomicLong monotonic = new AtomicLong(-5_000_000_000L);
    private final SleepWatch watch = new SleepWatch(wall::get, monotonic::get);

    @Test
    void aLongTimeAwakeIsNoSleep() {
        pass(3_600_000, 3_600_000);
        assertThat(watch.hasSlept()).isFalse();
    }

    @Test
    void aSleepIsToldOnce() {
        pass(60_000, 1_000);
        assertThat(watch.hasSlept()).isTrue();
        pass(2_000, 2_000);
        assertThat(watch.hasSlept()).isFalse();
    }

    @Test
    void aClockPutRightByALittleOrPutBackIsNoSleep() {
        pass(3_000, 1_000);
        assertThat(watch.hasSlept()).isFalse();
        pass(-3_600_000, 1_000);
        assertThat(watch.hasSlept()).isFalse();
    }

    private void pass(long wallMillis, long monotonicMillis) {
        wall.addAndGet(wallMillis);
        monotonic.addAndGet(monotonicMillis * 1_000_000);
    }
}
