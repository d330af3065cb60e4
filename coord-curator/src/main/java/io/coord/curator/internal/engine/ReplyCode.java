package io.coord.curator.internal.engine;

/** How a request ended. The names are ZooKeeper's. */
public enum ReplyCode {
  OK,
  NONODE,
  NODEEXISTS,
  BADVERSION,
  NOTEMPTY,
  NOCHILDRENFOREPHEMERALS,
  NOAUTH,
  INVALIDACL,
  AUTHFAILED,
  QUOTAEXCEEDED,
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
  SYSTEMERROR(Kind.TRANSIENT), // also whatever this version of the client does not know
  RUNTIMEINCONSISTENCY(Kind.TRANSIENT),
  DATAINCONSISTENCY(Kind.TRANSIENT),
  MARSHALLINGERROR,
  UNIMPLEMENTED,
  BADARGUMENTS,
  UNKNOWNSESSION,
  APIERROR,
  INVALIDCALLBACK,
  EPHEMERALONLOCALSESSION,
  NOWATCHER,
  RECONFIGDISABLED;

  private enum Kind {
    FINAL,
    TRANSIENT,
    ENDS_CONNECTION
  }

  private final Kind kind;

  ReplyCode() {
    this(Kind.FINAL);
  }

  ReplyCode(Kind kind) {
    this.kind = kind;
  }

  /** Whether trying the same again can succeed. */
  public boolean isTransient() {
    return kind != Kind.FINAL;
  }

  /** Whether the connection, or the session, is lost. */
  public boolean endsConnection() {
    return kind == Kind.ENDS_CONNECTION;
  }
}
