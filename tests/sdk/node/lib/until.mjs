// Waits for a condition, never for a time: the deadline only ends a test that would fail anyway.
import {setTimeout as pause} from 'node:timers/promises';

/** The first truthy answer of `condition`; fails when `what` has not come within `seconds`. An error ends the wait. */
export async function until(what, condition, {seconds = 10} = {}) {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    const answer = await condition();
    if (answer) return answer;
    if (performance.now() > deadline) throw new Error(`waited ${seconds} s for ${what}`);
    await pause(20);
  }
}
