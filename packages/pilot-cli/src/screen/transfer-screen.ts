import type { Terminal } from '../streams.ts';
import { fitted } from './lines.ts';
import { createPainter, redrawMs } from './painter.ts';
import { transferLine } from './transfer-line.ts';
import { nextTransfers, type TransferNews, type TransferViews } from './transfer-view.ts';

/** A screen of nothing but transfers. */
export interface TransferScreen {
  show(news: TransferNews): void;
  /** Tells how large a file is that runs already. */
  size(of: Pick<TransferNews, 'direction' | 'lfn'>, totalBytes: number): void;
  /** Nothing of it is left. */
  close(): void;
}

/** Shows at the end of the terminal what is copied at this moment, each transfer with rate and time left. */
export function createTransferScreen(terminal: Terminal, env: Readonly<Record<string, string>>): TransferScreen {
  const painter = createPainter(terminal);
  const colour = (env['NO_COLOR'] ?? '') === '';
  let transfers: TransferViews = new Map();
  const draw = (): void => {
    const { columns = 80, rows = 24 } = terminal;
    const now = performance.now();
    const lines = [...transfers.values()].map((one) => ['plain', transferLine(one, { now, columns })] as const);
    painter.paint(fitted(lines, { columns, rows, colour }));
  };
  const timer = setInterval(draw, redrawMs).unref();
  const show = (news: TransferNews): void => {
    transfers = nextTransfers(transfers, news, performance.now());
  };
  return {
    show,
    size({ direction, lfn }, totalBytes) {
      const bytes = transfers.get(`${direction} ${lfn}`)?.marks.at(-1)?.bytes;
      if (bytes !== undefined) show({ type: 'transfer-progress', direction, lfn, bytes, totalBytes });
    },
    close() {
      clearInterval(timer);
      painter.clear();
    },
  };
}
