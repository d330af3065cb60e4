package io.coord.curator.simulation.ensemble;

import io.coord.curator.internal.engine.ReplyCode;
import java.util.ArrayList;
import java.util.List;

/**
 * How a server answers what it need not ask its leader.
 *
 * @param connection that asks, and that watches
 */
record Reading(ZnodeTree tree, Watches<ServerConnection> watches, ServerConnection connection) {

  Reply answer(Request.Read request) {
    try {
      return read(request);
    } catch (Refusal e) {
      return Reply.of(e.code());
    }
  }

  private Reply read(Request.Read request) throws Refusal {
    if (request instanceof Request.Exists exists) {
      if (exists.watch()) {
        watches.watchData(exists.path(), connection); // also of a node that is not there
      }
      return Reply.ok().withStat(tree.get(exists.path()).stat());
    } else if (request instanceof Request.GetData get) {
      Znode node = tree.get(get.path());
      if (get.watch()) {
        watches.watchData(get.path(), connection);
      }
      return Reply.ok().withStat(node.stat()).withData(node.data());
    } else if (request instanceof Request.GetChildren list) {
      Znode node = tree.get(list.path());
      if (list.watch()) {
        watches.watchChildren(list.path(), connection);
      }
      return Reply.ok().withStat(node.stat()).withNames(List.copyOf(node.children()));
    } else if (request instanceof Request.GetEphemerals) {
      return Reply.ok().withNames(List.copyOf(tree.ephemerals(connection.session())));
    } else if (request instanceof Request.MultiRead multi) {
      List<Reply> results = new ArrayList<>();
      multi.reads().forEach(each -> results.add(answer(each)));
      return Reply.ok().withResults(results);
    } else if (request instanceof Request.AddWatch add) {
      watches.add(add.path(), connection, add.mode());
    } else if (request instanceof Request.CheckWatches check) {
      require(watches.contains(check.path(), check.type(), connection));
    } else if (request instanceof Request.RemoveWatches remove) {
      require(watches.remove(remove.path(), remove.type(), connection));
    } else if (request instanceof Request.SetWatches set) {
      watches.setAgain(set, tree, connection);
    }
    return Reply.ok();
  }

  private static void require(boolean watched) throws Refusal {
    if (!watched) {
      throw new Refusal(ReplyCode.NOWATCHER);
    }
  }
}
