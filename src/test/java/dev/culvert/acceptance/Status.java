package dev.culvert.acceptance;

import dev.culvert.lab.Lab;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code culvert status NAME --json}, read. */
public record Status(JsonNode json) {
    public static Status of(Lab lab, String name) {
        return new Status(JsonMapper.shared()
                .readTree(lab.culvert("status", name, "--json").ok().out()));
    }

    public String state() {
        return json.path("state").asString();
    }

    public String device() {
        return json.path("interface").asString();
    }

    public long count(String direction, String what) {
        return json.path(direction).path(what).asLong();
    }
}
