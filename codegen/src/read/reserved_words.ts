/** Words that no parameter may be named by, because one of the six languages keeps them for itself. */
const RESERVED: Record<string, string> = {
  TypeScript:
    "break case catch class const continue debugger default delete do else enum export extends false finally for function if import in instanceof new null return super switch this throw true try typeof var void while with yield let static implements interface package private protected public await arguments eval",
  Python:
    "False None True and as assert async await break class continue def del elif else except finally for from global if import in is lambda nonlocal not or pass raise return try while with yield",
  R: "if else repeat while function for in next break TRUE FALSE NULL Inf NaN NA",
  Julia:
    "baremodule begin break catch const continue do else elseif end export false finally for function global if import let local macro module quote return struct true try using while where in isa",
  Java: "abstract assert boolean break byte case catch char class const continue default do double else enum extends final finally float for goto if implements import instanceof int interface long native new package private protected public return short static strictfp super switch synchronized this throw throws transient try void volatile while true false null",
  Scala:
    "abstract case catch class def do else enum export extends false final finally for given if implicit import lazy match new null object override package private protected return sealed super then throw trait true try type val var while with yield",
};

const LISTS = Object.entries(RESERVED).map(([language, words]) => ({ language, words: new Set(words.split(" ")) }));

/** The languages that reserve a word. */
export function reservedIn(word: string): string[] {
  return LISTS.filter(({ words }) => words.has(word)).map(({ language }) => language);
}

/** The reserved words of one language; a target adds what its own runtime takes. */
export function reservedWords(language: string): ReadonlySet<string> {
  return LISTS.find((list) => list.language === language)?.words ?? new Set();
}
