package io.coord.curator;

import io.coord.curator.internal.support.InstanceFormat;
import io.coord.curator.internal.support.Log;
import io.coord.registry.ServiceInstance;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Wraps the application's codec for the engines: whatever it throws, the node stays visible. */
final class SafeCodec implements InstanceFormat {

  private static final Log log = Log.of(SafeCodec.class);

  private final InstanceCodec codec;
  private final AtomicBoolean warned = new AtomicBoolean();

  SafeCodec(InstanceCodec codec) {
    this.codec = codec;
  }

  @Override
  public byte[] write(ServiceInstance instance) {
    return codec.encode(instance);
  }

  @Override
  public ServiceInstance read(String service, String id, byte[] payload) {
    try {
      ServiceInstance instance = codec.decode(service, id, payload);
      if (instance.service().equals(service) && instance.id().equals(id)) {
        return instance;
      }
      warnOnce(service, id, null);
    } catch (Error e) { // possibly momentary, such as a lack of memory
      warnOnce(service, id, e);
      throw e;
    } catch (Throwable e) { // how a codec rejects data in another format
      warnOnce(service, id, e);
    }
    return raw(service, id, payload);
  }

  @Override
  public ServiceInstance raw(String service, String id, byte[] payload) {
    return PlainTextCodec.rawNode(service, id, payload);
  }

  private void warnOnce(String service, String id, @Nullable Throwable failure) {
    if (warned.compareAndSet(false, true)) {
      log.warn(
          "The codec could not read '{}' of service '{}'; such nodes are shown as raw nodes.",
          id,
          service,
          failure);
    }
  }
}
