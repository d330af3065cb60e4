package io.coord.curator;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.HasDescription;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.domain.TryCatchBlock;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.coord.curator.internal.support.Deadline;
import io.coord.curator.internal.support.Log;
import io.coord.curator.internal.zookeeper.session.Connection;
import io.coord.curator.internal.zookeeper.session.SessionMonitor;
import io.coord.curator.internal.zookeeper.session.WatchRemoval;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.curator.CuratorZookeeperClient;
import org.apache.curator.framework.api.RemoveWatchesBuilder;
import org.apache.zookeeper.ZooKeeper;

/** The direction of the code: examples, then the backend from facade to support, then the API. */
@AnalyzeClasses(
    packages = "io.coord",
    importOptions = {
      ImportOption.DoNotIncludeTests.class,
      ArchitectureTest.DoNotIncludeTheTestKit.class
    })
class ArchitectureTest {
  private static final String[] API = {
    "io.coord", "io.coord.lock", "io.coord.registry", "io.coord.election"
  };
  private static final String FACADE = "io.coord.curator";
  private static final String INTERNAL = "io.coord.curator.internal";
  private static final String ENGINE = INTERNAL + ".engine";
  private static final String ZOOKEEPER = INTERNAL + ".zookeeper";
  private static final String SUPPORT = INTERNAL + ".support";

  @ArchTest
  static final ArchRule theContractStandsOnJavaAlone =
      classes()
          .that()
          .resideInAnyPackage(API)
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              Stream.concat(Stream.of("java..", "org.jspecify.."), Stream.of(API))
                  .toArray(String[]::new));

  @ArchTest
  static final ArchRule theLibraryDoesNotKnowItsExamples =
      noClasses().should().dependOnClassesThat().resideInAPackage("io.coord.examples..");

  @ArchTest
  static final ArchRule theBackendShowsNoTypeThatUsersMustNotName =
      classes()
          .that()
          .resideInAPackage(FACADE)
          .and(describe("are visible to users", ArchitectureTest::isVisible))
          .should(nameOnlyTypesThatUsersMayName());

  @ArchTest
  static final ArchRule thereIsNoCycleBetweenPackages =
      slices().assignedFrom(packagesWithTheApiAsOne()).should().beFreeOfCycles();

  /** Code of the application in other languages throws checked exceptions, too, undeclared. */
  @ArchTest
  static final ArchRule whatRunsTasksOfOthersCatchesAllThatTheyMayThrow =
      noClasses()
          .that()
          .resideInAPackage(SUPPORT)
          .should(
              new ArchCondition<>("catch RuntimeException together with Error") {
                @Override
                public void check(JavaClass type, ConditionEvents events) {
                  type.getCodeUnits().stream()
                      .flatMap(codeUnit -> codeUnit.getTryCatchBlocks().stream())
                      .filter(block -> catches(block, RuntimeException.class))
                      .filter(block -> catches(block, Error.class))
                      .forEach(
                          block ->
                              events.add(SimpleConditionEvent.satisfied(type, block.toString())));
                }
              });

  /** So that each of them can be run, and understood, without a server. */
  @ArchTest
  static final ArchRule enginesAndSupportKnowNeitherCuratorNorZooKeeper =
      noClasses()
          .that()
          .resideInAnyPackage(ENGINE + "..", SUPPORT)
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache..");

  /** The drawing in CONTRIBUTING.md: what decides does not know what talks. */
  @ArchTest
  static final ArchRule theBackendIsLayered =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .ensureAllClassesAreContainedInArchitecture()
          .layer("api")
          .definedBy(API)
          .layer("facade")
          .definedBy(FACADE)
          .layer("requests of locks")
          .definedBy(ZOOKEEPER + ".lock")
          .layer("requests of registrations")
          .definedBy(ZOOKEEPER + ".registry")
          .layer("requests of views")
          .definedBy(ZOOKEEPER + ".membership")
          .layer("connection")
          .definedBy(ZOOKEEPER + ".session")
          .layer("client")
          .definedBy(ZOOKEEPER + ".client")
          .layer("election")
          .definedBy(ENGINE + ".election")
          .layer("queue")
          .definedBy(ENGINE + ".queue")
          .layer("lock")
          .definedBy(ENGINE + ".lock")
          .layer("registry")
          .definedBy(ENGINE + ".registry")
          .layer("membership")
          .definedBy(ENGINE + ".membership")
          .layer("session")
          .definedBy(ENGINE + ".session")
          .layer("engine")
          .definedBy(ENGINE)
          .layer("support")
          .definedBy(SUPPORT)
          .whereLayer("facade")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("requests of locks")
          .mayOnlyBeAccessedByLayers("facade")
          .whereLayer("requests of registrations")
          .mayOnlyBeAccessedByLayers("facade")
          .whereLayer("requests of views")
          .mayOnlyBeAccessedByLayers("facade")
          .whereLayer("client")
          .mayOnlyBeAccessedByLayers("facade")
          .whereLayer("connection")
          .mayOnlyBeAccessedByLayers(
              "facade",
              "client",
              "requests of locks",
              "requests of registrations",
              "requests of views")
          .whereLayer("election")
          .mayOnlyBeAccessedByLayers("facade")
          .whereLayer("queue")
          .mayOnlyBeAccessedByLayers("facade", "requests of locks", "election")
          .whereLayer("lock")
          .mayOnlyBeAccessedByLayers("facade", "requests of locks", "queue", "election")
          .whereLayer("registry")
          .mayOnlyBeAccessedByLayers("facade", "requests of registrations")
          .whereLayer("membership")
          .mayOnlyBeAccessedByLayers("facade", "requests of views", "registry", "election")
          .whereLayer("session")
          .mayOnlyAccessLayers("engine", "support", "api")
          .whereLayer("engine")
          .mayOnlyAccessLayers("support", "api")
          .whereLayer("support")
          .mayOnlyAccessLayers("api")
          .whereLayer("api")
          .mayNotAccessAnyLayer();

  /** Names come from anybody, and reach the log escaped only that way. */
  @ArchTest
  static final ArchRule whatIsLoggedIsEscapedInOnePlace =
      noClasses()
          .that()
          .doNotBelongToAnyOf(Log.class)
          .and()
          .resideInAPackage(FACADE + "..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.slf4j..");

  /** Durations come from users, and a very long one overflows: see Deadline. */
  @ArchTest
  static final ArchRule longDurationsSaturate =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.coord",
              "io.coord.lock..",
              "io.coord.registry..",
              "io.coord.election..",
              FACADE + "..")
          .and()
          .doNotBelongToAnyOf(Deadline.class)
          .should()
          .callMethod(Duration.class, "toNanos")
          .orShould()
          .callMethod(Duration.class, "toMillis");

  /** Its threads are the application's, who may have them all wait for a lock. */
  @ArchTest
  static final ArchRule nothingIsLeftToTheCommonPool =
      noClasses()
          .should()
          .callMethodWhere(
              describe(
                  "it is of CompletableFuture and is given no executor",
                  call -> isLeftToTheCommonPool(call.getTarget())));

  private static boolean isLeftToTheCommonPool(AccessTarget.MethodCallTarget method) {
    return method.getOwner().isAssignableTo(CompletionStage.class)
        && (method.getName().endsWith("Async") || method.getName().equals("delayedExecutor"))
        && method.getRawParameterTypes().stream()
            .noneMatch(type -> type.isEquivalentTo(Executor.class));
  }

  /** A watch that is removed in the client alone hides a lost connection (hazard C14). */
  @ArchTest
  static final ArchRule watchesAreRemovedInOnePlace =
      noClasses()
          .that()
          .doNotBelongToAnyOf(WatchRemoval.class)
          .should()
          .callMethodWhere(
              describe("it removes watches", call -> removesWatches(call.getTarget())));

  /** Or they could not run in simulated time. A call that waits has a {@code Deadline}. */
  @ArchTest
  static final ArchRule enginesHaveTimeAndChanceFromTheirThreads =
      noClasses()
          .that()
          .resideInAPackage(ENGINE + "..")
          .should()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(ThreadLocalRandom.class, "current")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(ScheduledExecutorService.class);

  /** Whoever asks Curator while it is not connected may wait for seconds (hazard C13). */
  @ArchTest
  static final ArchRule theHandleIsAskedForInOnePlace =
      noClasses()
          .that()
          .doNotBelongToAnyOf(Connection.class, SessionMonitor.class)
          .should()
          .callMethod(CuratorZookeeperClient.class, "getZooKeeper");

  private static boolean removesWatches(AccessTarget.MethodCallTarget method) {
    String name = method.getName();
    return method.getOwner().isAssignableTo(ZooKeeper.class)
            && (name.equals("removeWatches") || name.equals("removeAllWatches"))
        || method.getOwner().isAssignableTo(RemoveWatchesBuilder.class);
  }

  /** It is code of tests, with rules of its own: {@link TestRulesTest}. */
  static final class DoNotIncludeTheTestKit implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("/io/coord/test/");
    }
  }

  private static boolean isVisible(JavaClass type) {
    return isVisible(type.getModifiers())
        && type.getEnclosingClass().map(ArchitectureTest::isVisible).orElse(true);
  }

  private static boolean isVisible(Set<JavaModifier> modifiers) {
    return modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED);
  }

  private static boolean catches(TryCatchBlock block, Class<? extends Throwable> type) {
    return block.getCaughtThrowables().stream().anyMatch(caught -> caught.isEquivalentTo(type));
  }

  private static ArchCondition<JavaClass> nameOnlyTypesThatUsersMayName() {
    return new ArchCondition<>("name only types that users may name") {
      @Override
      public void check(JavaClass type, ConditionEvents events) {
        report(type, "extends or implements", supertypes(type), events);
        for (JavaMember member : type.getMembers()) {
          if (isVisible(member.getModifiers())) {
            report(member, "has in its signature", signature(member), events);
          }
        }
      }
    };
  }

  private static Stream<JavaType> supertypes(JavaClass type) {
    return Stream.of(type.getSuperclass().stream(), type.getInterfaces().stream(), bounds(type))
        .flatMap(types -> types);
  }

  private static Stream<JavaType> bounds(JavaClass type) {
    return type.getTypeParameters().stream().map(parameter -> parameter);
  }

  private static Stream<JavaType> signature(JavaMember member) {
    if (member instanceof JavaField field) {
      return Stream.of(field.getType());
    }
    JavaCodeUnit codeUnit = (JavaCodeUnit) member;
    return Stream.of(
            Stream.of(codeUnit.getReturnType()),
            codeUnit.getParameterTypes().stream(),
            codeUnit.getTypeParameters().stream(),
            codeUnit.getExceptionTypes().stream())
        .flatMap(types -> types);
  }

  private static void report(
      HasDescription owner,
      String relation,
      Stream<? extends JavaType> types,
      ConditionEvents events) {
    types
        .flatMap(type -> type.getAllInvolvedRawTypes().stream())
        .filter(type -> type.getPackageName().startsWith("io.coord") && !isVisibleToUsers(type))
        .collect(Collectors.toSet())
        .forEach(
            type ->
                events.add(
                    SimpleConditionEvent.violated(
                        owner, owner.getDescription() + " " + relation + " " + type.getName())));
  }

  private static boolean isVisibleToUsers(JavaClass type) {
    return !type.getPackageName().startsWith(INTERNAL) && isVisible(type);
  }

  // Coordination hands out locks and registries, and they throw and return types of io.coord: the
  // packages of the API are one unit by design.
  private static SliceAssignment packagesWithTheApiAsOne() {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass type) {
        String name = type.getPackageName();
        return Set.of(API).contains(name) ? SliceIdentifier.of("API") : SliceIdentifier.of(name);
      }

      @Override
      public String getDescription() {
        return "packages, with those of the API as one";
      }
    };
  }
}
