package io.coord.registry;

import io.coord.NameRules;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/**
 * One instance of a service, as it registers itself.
 *
 * @param service the name of the service
 * @param id unique within the service; a process that keeps its id across restarts takes over its
 *     own node
 * @param address where the instance can be reached, in any form that its clients understand; may be
 *     empty
 * @param port 0 to 65535; 0 for none
 * @param metadata anything else that clients need to know; unmodifiable, in the given order
 */
public record ServiceInstance(
    String service, String id, String address, int port, Map<String, String> metadata) {

  private static final Map<String, String> NO_METADATA =
      Collections.unmodifiableMap(new LinkedHashMap<>());

  /**
   * Validates the values and copies the metadata.
   *
   * @param service a valid name
   * @param id a valid name
   * @param address not null; "" for none
   * @param port 0 to 65535; 0 for none
   * @param metadata no null key or value
   * @throws IllegalArgumentException if a name is invalid (see {@link NameRules}) or the port is
   *     outside 0 to 65535
   */
  public ServiceInstance {
    NameRules.requireValid("service name", service);
    NameRules.requireValid("instance id", id);
    Objects.requireNonNull(address, "address");
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port must be within 0 to 65535, but is " + port);
    }
    metadata = metadata.isEmpty() ? NO_METADATA : copy(metadata);
  }

  /**
   * {@return a builder for an instance of this service}
   *
   * @param service the name of the service; validated by {@link Builder#build}
   */
  public static Builder builder(String service) {
    return new Builder(service);
  }

  /** {@return a builder that starts with the values of this instance} */
  public Builder toBuilder() {
    return new Builder(service).id(id).address(address).port(port).metadata(metadata);
  }

  private static Map<String, String> copy(Map<String, String> metadata) {
    Map<String, String> copy = new LinkedHashMap<>();
    metadata.forEach(
        (key, value) ->
            copy.put(
                Objects.requireNonNull(key, "metadata key"),
                Objects.requireNonNull(value, "metadata value")));
    return Collections.unmodifiableMap(copy);
  }

  /**
   * Builds a {@link ServiceInstance}. Not thread-safe. {@link #build} validates the values; the id
   * defaults to a random UUID, the address to "", the port to 0.
   */
  public static final class Builder {
    private final String service;
    private String id = UUID.randomUUID().toString();
    private String address = "";
    private int port;
    private final Map<String, String> metadata = new LinkedHashMap<>();

    private Builder(String service) {
      this.service = Objects.requireNonNull(service, "service");
    }

    /**
     * Sets the id.
     *
     * @param value unique within the service
     * @return this builder
     */
    public Builder id(String value) {
      id = Objects.requireNonNull(value, "id");
      return this;
    }

    /**
     * Sets the address.
     *
     * @param value where the instance can be reached, in any form that its clients understand; ""
     *     for none
     * @return this builder
     */
    public Builder address(String value) {
      address = Objects.requireNonNull(value, "address");
      return this;
    }

    /**
     * Sets the port.
     *
     * @param value 0 to 65535; 0 for none
     * @return this builder
     */
    public Builder port(int value) {
      port = value;
      return this;
    }

    /**
     * Adds or replaces one metadata entry.
     *
     * @param key the key that clients look up
     * @param value the value that they find; not null
     * @return this builder
     */
    public Builder metadata(String key, String value) {
      metadata.put(
          Objects.requireNonNull(key, "metadata key"),
          Objects.requireNonNull(value, "metadata value"));
      return this;
    }

    /**
     * Replaces all metadata.
     *
     * @param values the new entries, copied in their order; no null key or value
     * @return this builder
     */
    public Builder metadata(Map<String, String> values) {
      Map<String, String> checked = copy(values);
      metadata.clear();
      metadata.putAll(checked);
      return this;
    }

    /**
     * {@return the instance}
     *
     * @throws IllegalArgumentException if a name or the port is invalid
     */
    public ServiceInstance build() {
      return new ServiceInstance(service, id, address, port, metadata);
    }
  }
}
