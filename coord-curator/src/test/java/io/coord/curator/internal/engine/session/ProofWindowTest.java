package io.coord.curator.internal.engine.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** With a session timeout of 12,000 (any unit), so its parts are whole numbers. */
class ProofWindowTest {

  private static final long T = 12_000;
  private static final long FIRST = T / 3 - T / 24; // what a first request proves
  private static final long SESSION = 7;
  private static final long START = Long.MAX_VALUE - 20_000; // nanoTime may overflow on the way

  @Test
  void nothingIsProvenAtFirst() {
    assertThat(ProofWindow.NONE.covers(SESSION, 0)).isFalse();
    assertThat(ProofWindow.NONE.covers(0, 0)).isFalse();
  }

  @Test
  void theFirstRequestProvesAThirdOfTheTimeoutLessThePause() {
    ProofWindow window = after(ProofWindow.NONE, SESSION, T, START);

    assertThat(window.covers(SESSION, START)).isTrue();
    assertThat(window.covers(SESSION, START + FIRST - 1)).isTrue();
    assertThat(window.covers(SESSION, START + FIRST)).isFalse();
  }

  @Test
  void theFirstRequestAfterALongPauseProvesNothing() {
    ProofWindow window = ProofWindow.NONE.after(SESSION, T, START, START, (from, to) -> T);

    assertThat(window.covers(SESSION, START)).isFalse();
  }

  @Test
  void onlyPausesSinceTheClientMustHaveHeardFromAServerMatter() {
    ProofWindow window =
        ProofWindow.NONE.after(
            SESSION,
            T,
            START,
            START,
            (from, to) -> {
              assertThat(to - from).isEqualTo(2 * T / 3);
              assertThat(to).isEqualTo(START);
              return 0;
            });

    assertThat(window.covers(SESSION, START + T / 3 - 1)).isTrue();
  }

  @Test
  void afterAPauseTheSecondRequestProvesWhatItsPredecessorAllows() {
    long second = START + T / 4;

    ProofWindow window =
        ProofWindow.NONE
            .after(SESSION, T, START, START, (from, to) -> T)
            .after(SESSION, T, second, second, (from, to) -> T);

    assertThat(window.covers(SESSION, second + T / 2 - 1)).isTrue();
  }

  /** Both may have been delivered together, after a pause or out of a network that stood still. */
  @Test
  void aRequestWhoseReplyWasNotThereYetProvesNothingAboutTheNextOne() {
    long second = START + T / 2;

    ProofWindow window =
        ProofWindow.NONE
            .after(SESSION, T, START, second, (from, to) -> T)
            .after(SESSION, T, second, second, (from, to) -> T);

    assertThat(window.covers(SESSION, second)).isFalse();
  }

  /** While it was stuck, so may the client's pings have been: the leader may know of none. */
  @Test
  void aFirstRequestThatWasStuckProvesNothing() {
    assertThat(answeredAfter(T / 12).covers(SESSION, START + T / 12)).isTrue();
    assertThat(answeredAfter(T / 12 + 1).covers(SESSION, START)).isFalse();
  }

  private static ProofWindow answeredAfter(long time) {
    return ProofWindow.NONE.after(SESSION, T, START, START + time, (from, to) -> 0);
  }

  @Test
  void noRequestSoonAfterOneThatWasStuckProvesAnything() {
    long answered = START + T / 3;
    long tooSoon = answered + T / 4 - 1;
    ProofWindow window = ProofWindow.NONE.after(SESSION, T, START, answered, (from, to) -> 0);

    ProofWindow next = window.after(SESSION, T, tooSoon, tooSoon, (from, to) -> 0);

    assertThat(next.covers(SESSION, tooSoon)).isFalse();
    ProofWindow later = next.after(SESSION, T, tooSoon + T / 24, tooSoon + T / 24, (f, t) -> 0);
    assertThat(later.covers(SESSION, tooSoon + T / 24)).isTrue();
  }

  @Test
  void aRequestEverySixthProvesHalfOfTheTimeout() {
    ProofWindow window = everySixth(6);
    long last = START + 5 * T / 6;

    assertThat(window.covers(SESSION, last + T / 2 - 1)).isTrue();
    assertThat(window.covers(SESSION, last + T / 2)).isFalse();
  }

  @Test
  void aRequestAfterALongSilenceProvesLessThanTheLeaderMayAlreadyHaveCounted() {
    ProofWindow window = after(ProofWindow.NONE, SESSION, T, START);
    long late = START + 10 * T / 12;

    // The leader may have heard last of what was sent at START: it may end the session at START +
    // T.
    ProofWindow after = after(window, SESSION, T, late);

    assertThat(after.covers(SESSION, START + 11 * T / 12 - 1)).isTrue();
    assertThat(after.covers(SESSION, START + 11 * T / 12)).isFalse();
  }

  @Test
  void noSequenceOfSendsProvesMoreThanTheLeaderGrants() {
    java.util.Random random = new java.util.Random(42);
    for (int run = 0; run < 200; run++) {
      ProofWindow window = ProofWindow.NONE;
      java.util.List<Long> sent = new java.util.ArrayList<>();
      long now = START;
      for (int i = 0; i < 40; i++) {
        now += random.nextLong(random.nextBoolean() ? T / 6 : T);
        sent.add(now);
        window = after(window, SESSION, T, now);
        // The latest send that the leader must have heard of when the last was answered.
        long answered = now;
        long heard =
            sent.stream()
                .filter(s -> answered - s >= T / 4)
                .reduce((a, b) -> b)
                .orElse(now - 7 * T / 12);
        long ended = heard + T - now > 0 ? heard + T : now;
        assertThat(window.covers(SESSION, ended)).as("run %s", run).isFalse();
      }
    }
  }

  @Test
  void manyRequestsInARowDoNotPushTheOldOnesOut() {
    ProofWindow window = ProofWindow.NONE;
    for (long at = 0; at <= T; at++) {
      window = after(window, SESSION, T, START + at);
    }

    assertThat(window.covers(SESSION, START + T + T / 2 - 1)).isTrue();
  }

  @Test
  void anOlderAnswerTakesNothingBack() {
    ProofWindow window = everySixth(6);

    assertThat(after(window, SESSION, T, START + T / 6).covers(SESSION, START + T)).isTrue();
  }

  @Test
  void anotherSessionIsNotProvenAndStartsAnew() {
    ProofWindow window = everySixth(6);
    long now = START + T;

    assertThat(window.covers(SESSION + 1, now)).isFalse();
    ProofWindow next = after(window, SESSION + 1, T, now);
    assertThat(next.covers(SESSION + 1, now)).isTrue();
    assertThat(next.covers(SESSION, now)).isFalse();
  }

  @Test
  void aLateAnswerOfAnEndedSessionIsIgnored() {
    ProofWindow next = after(everySixth(2), SESSION + 1, T, START + T);

    assertThat(after(next, SESSION, T, START + T / 2).covers(SESSION + 1, START + T)).isTrue();
  }

  @Test
  void aSmallerTimeoutBeginsANewWindow() {
    long smaller = T / 10;
    long last = START + T;

    ProofWindow window = everySixth(6).after(SESSION, smaller, last, last, (from, to) -> 0);

    assertThat(window.covers(SESSION, last + smaller / 3 - 1)).isTrue();
    assertThat(window.covers(SESSION, last + smaller / 3)).isFalse();
    assertThat(everySixth(6).covers(SESSION, last + smaller / 3)).as("the control").isTrue();
  }

  @Test
  void asSoonAsASmallerTimeoutIsGrantedNothingIsProven() {
    ProofWindow window = everySixth(6);

    assertThat(window.allows(T)).isTrue();
    assertThat(window.allows(T - 1)).isFalse();
    assertThat(window.granted(SESSION, T / 10).covers(SESSION, START + T)).isFalse();
    assertThat(window.granted(SESSION, T)).isSameAs(window);
  }

  @Test
  void aGreaterTimeoutProvesNoMoreThanTheOneBefore() {
    ProofWindow window = ProofWindow.NONE.granted(SESSION, T).granted(SESSION, 10 * T);

    ProofWindow after = after(window, SESSION, 10 * T, START);

    assertThat(after.allows(10 * T)).isTrue();
    assertThat(after.timeout(10 * T)).isEqualTo(T);
    assertThat(after.covers(SESSION, START + FIRST - 1)).isTrue();
    assertThat(after.covers(SESSION, START + FIRST)).isFalse();
  }

  @Test
  void theSmallestTimeoutIsRememberedThroughASilence() {
    ProofWindow window = after(ProofWindow.NONE, SESSION, T, START).afterSilence();

    assertThat(window.covers(SESSION, START)).isFalse();
    assertThat(window.silence(SESSION, START)).isEqualTo(Long.MAX_VALUE);
    assertThat(after(window, SESSION, 10 * T, START).covers(SESSION, START + FIRST)).isFalse();
  }

  @Test
  void anotherSessionHasATimeoutOfItsOwn() {
    ProofWindow next = after(after(ProofWindow.NONE, SESSION, T, START), SESSION + 1, 3 * T, START);

    assertThat(next.covers(SESSION + 1, START + T - T / 24 - 1)).isTrue();
    assertThat(next.timeout(3 * T)).isEqualTo(3 * T);
  }

  /** Whatever the servers grant, they hold to the smallest timeout at the least. */
  @Test
  void noSequenceOfSendsAndTimeoutsProvesMoreThanTheSmallestGrants() {
    java.util.Random random = new java.util.Random(43);
    for (int run = 0; run < 200; run++) {
      ProofWindow window = ProofWindow.NONE;
      long now = START;
      long smallest = Long.MAX_VALUE;
      for (int i = 0; i < 40; i++) {
        long granted = T * (1 + random.nextInt(10));
        smallest = Math.min(smallest, granted);
        window = window.granted(SESSION, granted);
        now += random.nextLong(smallest);
        window = after(window, SESSION, granted, now);
        assertThat(window.covers(SESSION, now + smallest / 2)).as("run %s", run).isFalse();
      }
    }
  }

  /** A reply that comes at once, in a process that is never paused. */
  private static ProofWindow after(ProofWindow window, long session, long granted, long sentAt) {
    return window.after(session, granted, sentAt, sentAt, (from, to) -> T / 24);
  }

  private static ProofWindow everySixth(int count) {
    ProofWindow window = ProofWindow.NONE;
    for (int i = 0; i < count; i++) {
      window = after(window, SESSION, T, START + i * T / 6);
    }
    return window;
  }
}
