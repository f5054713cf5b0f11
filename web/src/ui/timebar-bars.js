// The histogram: positions as bars, findings as ticks over them, the window lit.
import { html } from '../html.js';

/** @param {{bars: import('../api.js').Bars | null, from: number, to: number, shown: number[]}} props */
export function Bars({ bars, from, to, shown }) {
  if (!bars?.from) return html`<svg class="bars" aria-hidden="true"></svg>`;
  const first = Date.parse(bars.from);
  const stepMs = bars.step_s * 1000;
  const most = Math.max(1, ...bars.positions);
  const x = (/** @type {number} */ ms) => (1000 * (ms - from)) / Math.max(1, to - from);
  const width = Math.max(0.5, x(from + stepMs) * 0.82);
  return html`<svg class="bars" viewBox="0 0 1000 60" preserveAspectRatio="none" aria-hidden="true">
    <rect class="window" x=${x(shown[0])} y="0" width=${Math.max(0, x(shown[1]) - x(shown[0]))} height="60" />
    ${bars.positions.map((n, i) => {
      const at = first + i * stepMs;
      const tall = n === 0 ? 0 : Math.max(1.5, (48 * n) / most);
      const lit = at + stepMs > shown[0] && at <= shown[1];
      return n > 0 && html`<rect key=${i} class=${lit ? 'bar lit' : 'bar'} x=${x(at)} y=${60 - tall} width=${width} height=${tall} />`;
    })}
    ${bars.findings.map((n, i) => n > 0 && html`<rect key=${`f${i}`} class="tick" x=${x(first + i * stepMs)} y="0" width=${Math.max(2, width)} height="5" />`)}
  </svg>`;
}
