package io.coord.curator;

import io.coord.curator.internal.support.InstanceFormat;
import io.coord.curator.internal.support.NodeNames;
import io.coord.registry.ServiceInstance;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wraps the application's codec for the engines: whatever it throws, the node stays visible. */
final class SafeCodec implements InstanceFormat {

  private static final Logger log = LoggerFactory.getLogger(SafeCodec.class);

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
    } catch (RuntimeException e) { // the codec's word for data that are none of its own
      warnOnce(service, id, e);
    } catch (Error e) { // perhaps for a moment only, as with no memory left
      warnOnce(service, id, e);
      throw e;
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
          NodeNames.printable(id),
          NodeNames.printable(service),
          failure);
    }
  }
}
