/** How each language installs its package into an empty place and runs a program there. */
import { cpSync, existsSync, mkdirSync, readdirSync, realpathSync } from "node:fs";
import { join, resolve } from "node:path";
import { Place } from "./place.ts";

export const VERSION = "0.2.0";
const LIBRARIES = "build/setup/julia-libraries/usr/lib";
const dist = (file: string): string => resolve("dist", file);

export interface Installed {
  readonly place: Place;
  /** What the program printed. */
  readonly output: string;
  /** Texts of LICENSE and THIRD_PARTY_NOTICES as the package brought them. */
  readonly licence: string;
  readonly notices: string;
}

export const LANGUAGES: Readonly<Record<string, () => Installed>> = { typescript, python, r, julia, java, scala };

/** The program is compiled by this repository's compiler against the package's own types. */
function typescript(): Installed {
  const place = new Place("typescript", ["node", "npm"]);
  place.write("package.json", '{ "type": "module" }');
  place.run("npm", [
    "install",
    "--offline",
    "--ignore-scripts",
    "--no-audit",
    "--no-fund",
    dist(`mixgrad-${VERSION}.tgz`),
  ]);
  const options = ["--strict", "--target", "es2022", "--module", "nodenext", "--types", "node"];
  const types = ["--typeRoots", resolve("node_modules/@types")];
  const compiler = resolve("node_modules/typescript/bin/tsc");
  place.run("node", [compiler, ...options, ...types, "--outDir", ".", place.take("tiny.ts")]);
  return { place, output: place.run("node", ["tiny.js"]), ...texts(place, "node_modules/mixgrad") };
}

function python(): Installed {
  const place = new Place("python", []);
  place.run(realpathSync("build/venv/bin/python"), ["-m", "venv", "venv"]);
  const wheel = readdirSync("dist").find((file) => file.startsWith(`mixgrad-${VERSION}-`) && file.endsWith(".whl"));
  place.run("venv/bin/pip", ["install", "--no-index", "--no-deps", "--quiet", dist(wheel ?? "the wheel")]);
  const output = place.run("venv/bin/python", [place.take("tiny.py")]);
  const site = place.run("venv/bin/python", ["-c", "import sysconfig; print(sysconfig.get_path('purelib'), end='')"]);
  return { place, output, ...texts(place, join(site, `mixgrad-${VERSION}.dist-info/licenses`)) };
}

/** R's is a source package, as CRAN's are: its native code is compiled when it is installed, the engine comes built. */
function r(): Installed {
  const place = new Place("r", "everything");
  mkdirSync(join(place.folder, "library"));
  place.run("R", ["CMD", "INSTALL", "--library=library", dist(`mixgrad_${VERSION}.tar.gz`)]);
  const output = place.run("Rscript", [place.take("tiny.R")], { R_LIBS: join(place.folder, "library") });
  return { place, output, ...texts(place, "library/mixgrad") };
}

/** Nothing but an archive on the load path, and a depot with nothing in it. */
function julia(): Installed {
  const place = new Place("julia", ["julia", "tar", "gzip"]);
  place.run("tar", ["-xzf", dist(`Mixgrad-${VERSION}.tar.gz`)]);
  const environment = { JULIA_DEPOT_PATH: join(place.folder, "depot"), JULIA_LOAD_PATH: `${place.folder}:@stdlib` };
  // Debian's Julia misses libraries, which `make setup` puts there.
  const libraries = existsSync(LIBRARIES) ? readdirSync(LIBRARIES).map((folder) => resolve(LIBRARIES, folder)) : [];
  const output = place.run("julia", ["--startup-file=no", place.take("tiny.jl")], {
    ...environment,
    LD_LIBRARY_PATH: libraries.join(":"),
  });
  return { place, output, ...texts(place, "Mixgrad") };
}

function java(): Installed {
  const place = new Place("java", ["java", "jar"]);
  const jar = dist(`mixgrad-${VERSION}.jar`);
  const output = place.run("java", ["-cp", jar, place.take("Tiny.java")]);
  return { place, output, ...packed(place, jar) };
}

/** The program's classes come from the build, since there is no Scala compiler in the place; so does Scala's own library. */
function scala(): Installed {
  const place = new Place("scala", ["java", "jar"]);
  const jar = dist(`mixgrad_3-${VERSION}.jar`);
  const target = resolve("bindings/scala/target");
  const own = readdirSync(join(target, "test-classes")).filter((file) => /^tiny(\W|\$)/.test(file));
  for (const file of own) cpSync(join(target, "test-classes", file), join(place.folder, file));
  const library = readdirSync(join(target, "lib")).filter((file) => /^scala3?-library/.test(file));
  const path = [".", jar, dist(`mixgrad-${VERSION}.jar`), ...library.map((file) => join(target, "lib", file))];
  return { place, output: place.run("java", ["-cp", path.join(":"), "tiny"]), ...packed(place, jar) };
}

function texts(place: Place, folder: string): { licence: string; notices: string } {
  const read = (name: string): string => place.read(join(folder, name)).toString();
  return { licence: read("LICENSE"), notices: read("THIRD_PARTY_NOTICES") };
}

/** Of a jar. */
function packed(place: Place, jar: string): { licence: string; notices: string } {
  place.run("jar", ["xf", jar, "META-INF/LICENSE", "META-INF/THIRD_PARTY_NOTICES"]);
  return texts(place, "META-INF");
}
