package io.coord.curator.lab.history;

import java.util.List;

/**
 * The intervals in which a process may not yet have heard that its session was ended from outside.
 */
final class EndedSessions {

  private final List<Entry> faults;
  private final long reach; // beyond the end of the fault

  EndedSessions(List<Entry> entries, long reach) {
    this.faults =
        entries.stream()
            .filter(
                entry -> entry.kind() == Kind.FAULT && entry.name().equals(Checker.SESSION_ENDED))
            .toList();
    this.reach = reach;
  }

  /** Whether that moment is in such a time of that process. */
  boolean cover(String process, long moment) {
    return faults.stream()
        .anyMatch(
            fault ->
                fault.value().equals(process)
                    && fault.begin() <= moment
                    && moment <= fault.end() + reach);
  }

  /** When the first such time of that process begins in there; the end if none does. */
  long firstWithin(String process, long begin, long end) {
    return faults.stream()
        .filter(fault -> fault.value().equals(process))
        .mapToLong(Entry::begin)
        .filter(moment -> begin <= moment && moment <= end)
        .min()
        .orElse(end);
  }
}
