package io.mixgrad.internal;

import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Objects and functions of Java that the engine knows by number, and its requests for them. The
 * engine does not keep them alive, and neither does this table: wrappers hold what they were given,
 * a call holds its arguments.
 */
public final class Hosts {
  private static final ConcurrentHashMap<Long, WeakReference<Object>> HOSTS =
      new ConcurrentHashMap<>();
  private static final AtomicLong NEXT = new AtomicLong(1);

  // Functions that are asked for after the call that got them, such as the gradient of a custom
  // operator. The engine does
  // not say when it is done with them, so the newest are kept.
  private static final ArrayDeque<Object> KEPT = new ArrayDeque<>();
  private static final int MOST_KEPT = 4096;

  // Errors that are under way through the engine; those of cancelled requests never come back.
  private static final int MOST_TICKETS = 256;
  private static final Map<Long, Throwable> TICKETS =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Throwable> eldest) {
          return size() > MOST_TICKETS;
        }
      };

  private Hosts() {}

  static long add(HostFunction function) {
    long number = addObject(function);
    Reaper.watch(function, () -> remove(number));
    return number;
  }

  static long addObject(Object object) {
    long number = NEXT.getAndIncrement();
    HOSTS.put(number, new WeakReference<>(object));
    return number;
  }

  static void remove(long number) {
    HOSTS.remove(number);
  }

  static Object find(long number) {
    WeakReference<Object> reference = HOSTS.get(number);
    return reference == null ? null : reference.get();
  }

  static void keep(Object[] arguments) {
    synchronized (KEPT) {
      for (Object argument : arguments) {
        if (!(argument instanceof HostFunction)) continue;
        KEPT.addLast(argument);
        if (KEPT.size() > MOST_KEPT) KEPT.removeFirst();
      }
    }
  }

  static Throwable takeTicket(long ticket) {
    synchronized (TICKETS) {
      return TICKETS.remove(ticket);
    }
  }

  private static long holdTicket(Throwable error) {
    long ticket = NEXT.getAndIncrement();
    synchronized (TICKETS) {
      TICKETS.put(ticket, error);
    }
    return ticket;
  }

  /** Answers a request, which stays the caller's; called by the JNI library too. Throws nothing. */
  static void serve(long request) {
    Local local = Local.get();
    long mark = local.arena.mark();
    Context before = local.context;
    try {
      Object[] results = run(local, request);
      local.context = before;
      boolean nothing = results.length == 1 && results[0] == null;
      int at = local.arena.take((long) results.length * Arena.VALUE);
      long address = local.arena.address(at);
      ByteBuffer values = local.arena.buffer();
      for (int i = 0; i < results.length && !nothing; ++i)
        Writer.write(local.arena, values, at + i * Arena.VALUE, results[i]);
      Glue.requestAnswer(request, address, nothing ? 0 : results.length);
    } catch (Throwable error) {
      fail(request, error);
    } finally {
      local.context = before;
      local.arena.reset(mark);
    }
  }

  private static void fail(long request, Throwable error) {
    String message = error.getMessage() == null ? error.getClass().getName() : error.getMessage();
    try {
      NativeJNI.requestFail(request, holdTicket(error), message);
    } catch (RuntimeException late) {
      // The request was answered or cancelled already.
    }
  }

  // mixgrad_request_info: size, host, method, context, arguments, n, calls. A result for each call.
  private static Object[] run(Local local, long request) {
    int at = local.arena.take(56);
    ByteBuffer info = local.arena.buffer();
    Glue.requestDescribe(request, local.arena.address(at));
    Object host = find(info.getLong(at + 8));
    String method = Glue.text(info.getLong(at + 16));
    if (host == null)
      throw Errors.make("host", "the object whose " + method + " is asked for is gone");
    Wrappers wrappers =
        host instanceof HostFunction function ? function.wrappers : ((ObjectPeer) host).wrappers;
    Object[] arguments =
        wrappers.reader.borrowed(info.getLong(at + 32), (int) info.getLong(at + 40));
    Object[] results = new Object[(int) info.getLong(at + 48)];
    local.context = Context.shared(info.getLong(at + 24));
    int each = arguments.length / results.length;
    for (int i = 0; i < results.length; ++i) {
      if (i > 0 && Thread.currentThread().isInterrupted())
        throw Errors.make("cancelled", "interrupted");
      Object[] own =
          results.length == 1 ? arguments : Arrays.copyOfRange(arguments, i * each, (i + 1) * each);
      results[i] =
          host instanceof HostFunction function
              ? function.body.call(own)
              : ((ObjectPeer) host).ask(method, own);
    }
    return results;
  }
}
