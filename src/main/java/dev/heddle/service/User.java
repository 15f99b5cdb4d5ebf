package dev.heddle.service;

import jakarta.json.bind.annotation.JsonbProperty;
import java.time.Instant;

/**
 * A user as stored.
 *
 * @param id made by the database
 * @param username unique
 * @param email an address
 * @param createdAt when it was made
 */
public record User(
    long id, String username, String email, @JsonbProperty("created_at") Instant createdAt) {}
