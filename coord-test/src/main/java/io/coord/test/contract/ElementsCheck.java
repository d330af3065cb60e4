package io.coord.test.contract;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Assertions about elements in their order.
 *
 * @param <E> the type of the elements
 */
@SuppressWarnings("varargs") // expected elements are only read
final class ElementsCheck<E> extends Check {

  private final List<E> elements;

  ElementsCheck(Object shown, Collection<E> elements) {
    super(shown);
    this.elements = List.copyOf(elements);
  }

  @Override
  ElementsCheck<E> as(String format, Object... arguments) {
    super.as(format, arguments);
    return this;
  }

  /** Continues with what the function makes of each element. */
  <R> ElementsCheck<R> map(Function<? super E, R> function) {
    List<R> mapped = elements.stream().map(function).toList();
    return new ElementsCheck<>(mapped, mapped);
  }

  ElementsCheck<E> isEmpty() {
    return requires(elements.isEmpty(), "is not empty");
  }

  ElementsCheck<E> isPresent() {
    return requires(!elements.isEmpty(), "is empty");
  }

  ElementsCheck<E> hasSize(int size) {
    return requires(elements.size() == size, "does not have the size", size);
  }

  @SafeVarargs
  final ElementsCheck<E> containsExactly(E... expected) {
    return containsExactlyElementsOf(Arrays.asList(expected));
  }

  ElementsCheck<E> containsExactlyElementsOf(List<? extends E> expected) {
    return requires(elements.equals(expected), "is not", expected);
  }

  @SafeVarargs
  final ElementsCheck<E> contains(E... expected) {
    return requires(elements.containsAll(List.of(expected)), "does not contain", List.of(expected));
  }

  ElementsCheck<E> containsSame(E expected) {
    return requires(anyIs(expected), "does not contain the same", expected);
  }

  @SafeVarargs
  final ElementsCheck<E> containsOnly(E... allowed) {
    return requires(
        new HashSet<>(elements).equals(new HashSet<>(List.of(allowed))),
        "does not contain only",
        List.of(allowed));
  }

  @SafeVarargs
  final ElementsCheck<E> containsSequence(E... expected) {
    return requires(
        Collections.indexOfSubList(elements, List.of(expected)) >= 0,
        "does not contain the sequence",
        List.of(expected));
  }

  /** In that order, with others in between. */
  @SafeVarargs
  final ElementsCheck<E> containsSubsequence(E... expected) {
    int found = 0;
    for (E element : elements) {
      if (found < expected.length && element.equals(expected[found])) {
        found++;
      }
    }
    return requires(
        found == expected.length, "does not contain the subsequence", List.of(expected));
  }

  ElementsCheck<E> doesNotContain(E element) {
    return requires(!elements.contains(element), "contains", element);
  }

  ElementsCheck<E> doesNotHaveDuplicates() {
    return requires(new HashSet<>(elements).size() == elements.size(), "has duplicates");
  }

  ElementsCheck<E> isSorted() {
    return requires(elements.stream().sorted().toList().equals(elements), "is not sorted");
  }

  ElementsCheck<E> allMatch(Predicate<? super E> condition) {
    return requires(elements.stream().allMatch(condition), "do not all match");
  }

  ElementsCheck<E> anyMatch(Predicate<? super E> condition) {
    return requires(elements.stream().anyMatch(condition), "has no match");
  }

  ElementsCheck<E> noneMatch(Predicate<? super E> condition) {
    return requires(elements.stream().noneMatch(condition), "has a match");
  }

  private boolean anyIs(E expected) {
    return elements.stream().anyMatch(element -> element == expected);
  }

  private ElementsCheck<E> requires(boolean holds, String expectation, Object... expected) {
    require(holds, expectation, expected);
    return this;
  }
}
