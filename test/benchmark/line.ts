/** What a benchmark says: one line of JSON, with the goal that it has to meet. */
export interface Line {
  readonly bench: string;
  readonly metric: string;
  readonly unit: string;
  readonly value: number;
  readonly peer: string | null;
  readonly peer_version: string | null;
  readonly peer_value: number | null;
  /** How many times better mixgrad is: > 1 is better. */
  readonly ratio: number | null;
  /** Quarter to three quarters of all rounds, over the median. */
  readonly spread: number;
  /** What the value (at most) or the ratio (at least) must be; null where nothing is promised. */
  readonly goal: number | null;
  readonly met: boolean | null;
}

export interface Series {
  readonly version: string;
  readonly values: readonly number[];
}

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

export function quantile(values: readonly number[], q: number): number {
  const all = sorted(values);
  const at = q * (all.length - 1);
  const low = all[Math.floor(at)] ?? Number.NaN;
  const high = all[Math.ceil(at)] ?? Number.NaN;
  return low + (high - low) * (at - Math.floor(at));
}

export const median = (values: readonly number[]): number => quantile(values, 0.5);
export const spread = (values: readonly number[]): number =>
  (quantile(values, 0.75) - quantile(values, 0.25)) / median(values);

const short = (x: number): number => Number(x.toPrecision(4));

export interface Claim {
  readonly bench: string;
  readonly metric: string;
  readonly unit: string;
  /** Of one, in seconds, to the unit. */
  readonly scale?: number;
  readonly peer?: string;
  readonly goal?: { readonly atMost: number } | { readonly ratio: number };
}

/** Values where less is better. The ratio is that of each round, since a round's two measurements stand side by side. */
export function lineOf(claim: Claim, own: Series, peer?: Series): Line {
  const scale = claim.scale ?? 1;
  const value = median(own.values) * scale;
  const ratios = peer ? own.values.map((x, i) => (peer.values[i] ?? Number.NaN) / x) : [];
  const ratio = peer ? median(ratios) : null;
  const goal = claim.goal;
  const met =
    goal === undefined ? null : "atMost" in goal ? value <= goal.atMost : ratio !== null && ratio >= goal.ratio;
  return {
    bench: claim.bench,
    metric: claim.metric,
    unit: claim.unit,
    value: short(value),
    peer: peer ? (claim.peer ?? null) : null,
    peer_version: peer ? peer.version : null,
    peer_value: peer ? short(median(peer.values) * scale) : null,
    ratio: ratio === null ? null : short(ratio),
    spread: short(spread(peer ? ratios : own.values)),
    goal: goal === undefined ? null : short("atMost" in goal ? goal.atMost : goal.ratio),
    met,
  };
}
