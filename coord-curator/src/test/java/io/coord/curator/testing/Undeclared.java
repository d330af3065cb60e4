package io.coord.curator.testing;

/**
 * Checked exceptions that no signature declares, as code in Kotlin, Scala or Groovy throws them.
 */
public final class Undeclared {

  private Undeclared() {}

  /** Throws it. */
  public static RuntimeException raise(Throwable failure) {
    throw Undeclared.<RuntimeException>unchecked(failure);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
  private static <E extends Throwable> E unchecked(Throwable failure) throws E {
    throw (E) failure;
  }
}
