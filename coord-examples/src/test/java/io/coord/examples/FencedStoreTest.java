package io.coord.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FencedStoreTest {

  @Test
  void aTokenSmallerThanTheGreatestSeenIsRejected() {
    FencedStore store = new FencedStore();
    assertThat(store.write(5)).isTrue();
    assertThat(store.write(5)).isTrue(); // one holder writes as often as it likes
    assertThat(store.write(7)).isTrue();
    assertThat(store.write(5)).isFalse();
    assertThat(store.write(7)).isTrue();
  }
}
