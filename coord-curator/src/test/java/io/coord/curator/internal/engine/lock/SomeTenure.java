package io.coord.curator.internal.engine.lock;

import io.coord.curator.internal.engine.ReplyCode;
import io.coord.curator.internal.engine.session.SessionProof.Verdict;
import java.util.concurrent.CompletableFuture;

/** A tenure of which nothing becomes known by itself; tests say what is so. */
public class SomeTenure implements Tenure {
  boolean proven = true;
  public boolean ended;

  @Override
  public String path() {
    return "/locks/orders/17";
  }

  @Override
  public long czxid() {
    return 17;
  }

  @Override
  public boolean beganContended() {
    return false;
  }

  @Override
  public boolean isProven() {
    return proven;
  }

  @Override
  public boolean isProven(long now) {
    return proven;
  }

  @Override
  public void watchOthers() {}

  @Override
  public void renewTokens() {}

  @Override
  public void watchOwnNode() {}

  @Override
  public CompletableFuture<ReplyCode> write(byte[] data) {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<Verdict> verify() {
    return new CompletableFuture<>();
  }

  @Override
  public String absolutePath() {
    throw new UnsupportedOperationException();
  }

  @Override
  public CompletableFuture<?> end() {
    ended = true;
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void awaitEnd(CompletableFuture<?> end) {}
}
