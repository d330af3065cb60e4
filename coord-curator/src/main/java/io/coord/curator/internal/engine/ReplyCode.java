package io.coord.curator.internal.engine;

/**
 * The result of a request. The names are ZooKeeper's. A new ZooKeeper code is added here and
 * nowhere else, with its kind, which says whether a retry can help.
 */
public enum ReplyCode {
  OK(Kind.FINAL),
  NONODE(Kind.FINAL),
  NODEEXISTS(Kind.FINAL),
  BADVERSION(Kind.FINAL),
  NOTEMPTY(Kind.FINAL),
  NOCHILDRENFOREPHEMERALS(Kind.FINAL),
  NOAUTH(Kind.FINAL),
  INVALIDACL(Kind.FINAL),
  AUTHFAILED(Kind.FINAL),
  QUOTAEXCEEDED(Kind.FINAL),
  CONNECTIONLOSS(Kind.ENDS_CONNECTION),
  SESSIONEXPIRED(Kind.ENDS_CONNECTION),
  SESSIONMOVED(Kind.ENDS_CONNECTION),
  OPERATIONTIMEOUT(Kind.TRANSIENT),
  REQUESTTIMEOUT(Kind.TRANSIENT),
  SESSIONCLOSEDREQUIRESASLAUTH(Kind.TRANSIENT),
  NOTREADONLY(Kind.TRANSIENT),
  NEWCONFIGNOQUORUM(Kind.TRANSIENT),
  RECONFIGINPROGRESS(Kind.TRANSIENT),
  THROTTLEDOP(Kind.TRANSIENT),
  SYSTEMERROR(Kind.TRANSIENT), // also any code that this version of the client does not know
  RUNTIMEINCONSISTENCY(Kind.TRANSIENT),
  DATAINCONSISTENCY(Kind.TRANSIENT),
  MARSHALLINGERROR(Kind.FINAL),
  UNIMPLEMENTED(Kind.FINAL),
  BADARGUMENTS(Kind.FINAL),
  UNKNOWNSESSION(Kind.FINAL),
  APIERROR(Kind.FINAL),
  INVALIDCALLBACK(Kind.FINAL),
  EPHEMERALONLOCALSESSION(Kind.FINAL),
  NOWATCHER(Kind.FINAL),
  RECONFIGDISABLED(Kind.FINAL);

  private enum Kind {
    /** A retry would fail the same way. */
    FINAL,
    /** Trying the same again can succeed. */
    TRANSIENT,
    /** A retry can succeed, with another connection or session. */
    ENDS_CONNECTION
  }

  private final Kind kind;

  ReplyCode(Kind kind) {
    this.kind = kind;
  }

  /** Whether a retry can succeed. */
  public boolean isTransient() {
    return kind != Kind.FINAL;
  }

  /** Whether the connection, or the session, is lost. */
  public boolean endsConnection() {
    return kind == Kind.ENDS_CONNECTION;
  }
}
