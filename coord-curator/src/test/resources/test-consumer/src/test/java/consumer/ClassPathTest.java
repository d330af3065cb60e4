package consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

/** JUnit is the user's own, and no other library of tests comes along. */
class ClassPathTest {

  @Test
  void junitIsTheOneOfThisProject() {
    assertEquals(
        System.getProperty("junit.version"), Test.class.getPackage().getImplementationVersion());
  }

  @Test
  void nothingComesAlong() {
    for (String type :
        new String[] {
          "org.assertj.core.api.Assertions",
          "org.awaitility.Awaitility",
          "org.apache.curator.test.TestingServer"
        }) {
      assertThrows(ClassNotFoundException.class, () -> Class.forName(type));
    }
  }
}
