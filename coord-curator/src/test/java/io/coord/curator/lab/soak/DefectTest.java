package io.coord.curator.lab.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Fails if a class that a defect patches has changed so that the patch no longer applies. */
class DefectTest {

  @ParameterizedTest
  @EnumSource
  void everyDefectCanBeMadeInTheClassAsItIs(Defect defect, @TempDir Path directory) {
    Path classes = PatchedClasses.compile(defect, directory.resolve("classes"));

    assertThat(classes.resolve(defect.source().replace(".java", ".class"))).matches(Files::exists);
  }
}
