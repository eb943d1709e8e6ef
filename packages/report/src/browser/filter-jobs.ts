import { formText } from './form-text.ts';

/** Shows of the overview's jobs those that the filters ask for. Does nothing on other pages. */
export function filterJobs(): void {
  const filters = document.getElementById('job-filters');
  const count = document.getElementById('job-count');
  if (count === null || !(filters instanceof HTMLFormElement)) return;
  const rows = [...document.querySelectorAll<HTMLElement>('#jobs tbody tr')];
  const apply = (): void => {
    const given = new FormData(filters);
    const outcome = formText(given, 'outcome');
    const text = formText(given, 'text').trim().toLowerCase();
    for (const row of rows) {
      const fits = outcome === '' || row.dataset['outcome'] === outcome;
      row.hidden = !fits || !row.textContent.toLowerCase().includes(text);
    }
    const shown = rows.filter(({ hidden }) => !hidden).length;
    count.textContent = shown === rows.length ? `${shown} jobs` : `${shown} of ${rows.length} jobs`;
  };
  filters.addEventListener('input', apply);
  filters.addEventListener('submit', (event) => event.preventDefault());
  apply();
}
