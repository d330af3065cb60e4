package io.coord.curator.lab.history;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * All entries in order of arrival; those of one process are in the order in which it recorded them.
 * Also written to a file, one JSON object per line. Thread-safe.
 */
public final class History implements AutoCloseable {

  private final List<Entry> entries = new ArrayList<>(); // guarded by this
  private final BufferedWriter file; // null if it is not written

  private History(BufferedWriter file) {
    this.file = file;
  }

  /** In memory only. */
  public static History of(Entry... entries) {
    History history = new History(null);
    Stream.of(entries).forEach(history::add);
    return history;
  }

  /** Written to that file as well. */
  public static History to(Path path) {
    try {
      Files.createDirectories(path.getParent());
      return new History(Files.newBufferedWriter(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Read from a file. */
  public static History read(Path path) {
    try (Stream<String> lines = Files.lines(path)) {
      return of(lines.map(EntryJson::read).toArray(Entry[]::new));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public synchronized void add(Entry entry) {
    entries.add(entry);
    if (file != null) {
      try {
        file.write(EntryJson.write(entry));
        file.newLine();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  public synchronized List<Entry> entries() {
    return List.copyOf(entries);
  }

  public List<Entry> entries(Kind kind) {
    return entries().stream().filter(entry -> entry.kind() == kind).toList();
  }

  @Override
  public synchronized void close() {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
