package mixgrad.nn

import scala.quoted.*

/** Names of fields as data: `fcOut` is `fc_out` in every language's files. */
object Names {

  /** The name of the val that is being defined. */
  inline def enclosing: String = ${ enclosingOf }

  private def enclosingOf(using Quotes): Expr[String] = {
    import quotes.reflect.*
    def find(symbol: Symbol): Symbol =
      if (symbol.isValDef && !symbol.flags.is(Flags.Synthetic) && !symbol.name.startsWith("module")) symbol
      else if (symbol.isNoSymbol) report.errorAndAbort("register needs a val to take the name from; use registerModule")
      else find(symbol.owner)
    Expr(find(Symbol.spliceOwner).name.trim)
  }

  private[mixgrad] def snake(name: String): String =
    name.split("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])").mkString("_").toLowerCase(java.util.Locale.ROOT)
}
