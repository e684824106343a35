package dev.culvert.acceptance;

import dev.culvert.lab.Lab;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code culvert status NAME --json}, read. */
record Status(JsonNode json) {
    static Status of(Lab lab, String name) {
        return new Status(JsonMapper.shared()
                .readTree(lab.culvert("status", name, "--json").ok().out()));
    }

    String state() {
        return json.path("state").asString();
    }

    String device() {
        return json.path("interface").asString();
    }

    long count(String direction, String what) {
        return json.path(direction).path(what).asLong();
    }
}
