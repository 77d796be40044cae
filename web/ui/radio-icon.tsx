/** The dot of a chosen row. What is chosen is said by the row; this is only seen. */

export function RadioIcon({ checked }: { checked: boolean }) {
  const state = checked ? ' RadioIcon--checked' : '';
  return (
    <svg class={`RadioIcon${state}`} viewBox="0 0 32 32" width="16" height="16" aria-hidden="true">
      <circle class={`RadioIconOuter${checked ? ' RadioIconOuter--checked' : ''}`} cx="16" cy="16" r="14" />
      {checked && <circle class="RadioIconInner RadioIconInner--checked" cx="16" cy="16" r="7" />}
    </svg>
  );
}
