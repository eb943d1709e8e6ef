import { formText } from './form-text.ts';

/** Shows of the overview's jobs those that the filters ask for. Does nothing on other pages. */
export function filterJobs(): void {
  const filters = document.getElementById('job-filters');
  const count = document.getElementById('job-count');
  if (count === null || !(filters instanceof HTMLFormElement)) return;
  const rows = [...document.querySelectorAll<HTMLElement>('#jobs tbody tr')].map((element) => ({
    element,
    outcome: element.dataset['outcome'],
    text: element.textContent.toLowerCase(),
  }));
  const apply = (): void => {
    const given = new FormData(filters);
    const wanted = formText(given, 'outcome');
    const words = formText(given, 'text').trim().toLowerCase();
    let shown = 0;
    for (const { element, outcome, text } of rows) {
      const fits = (wanted === '' || outcome === wanted) && text.includes(words);
      if (element.hidden === fits) element.hidden = !fits;
      if (fits) shown += 1;
    }
    count.textContent = shown === rows.length ? `${shown} jobs` : `${shown} of ${rows.length} jobs`;
  };
  filters.addEventListener('input', apply);
  filters.addEventListener('submit', (event) => event.preventDefault());
  apply();
}
