/** Whether the document has the focus and whether the browser filled one of its fields. */

import { useEffect, useState } from 'preact/hooks';

export function usePresence(): { focused: boolean; autofilled: boolean } {
  const [focused, setFocused] = useState(false);
  const [autofilled, setAutofilled] = useState(false);
  useEffect(() => {
    const settle = () => setFocused(document.hasFocus() && document.activeElement !== document.body);
    const later = () => setTimeout(settle);
    const look = () => setAutofilled(document.querySelector('input:-webkit-autofill') !== null);
    const animated = (event: AnimationEvent) => event.animationName === 'florin-autofill' && look();
    document.addEventListener('focusin', settle);
    document.addEventListener('focusout', later);
    document.addEventListener('animationstart', animated);
    document.addEventListener('input', look);
    return () => {
      document.removeEventListener('focusin', settle);
      document.removeEventListener('focusout', later);
      document.removeEventListener('animationstart', animated);
      document.removeEventListener('input', look);
    };
  }, []);
  return { focused, autofilled };
}
