import { useEffect, useRef, useState } from 'preact/hooks';

const ROWS_BEYOND = 6;

/** A list that scrolls, of rows with the same height: which rows are in view, or nearly. */
export function useRowsInView(rowHeight: number) {
  const scroller = useRef<HTMLDivElement>(null);
  const [top, setTop] = useState(0);
  const [height, setHeight] = useState(800);

  useEffect(() => {
    const observer = new ResizeObserver(() => setHeight(scroller.current?.clientHeight ?? 0));
    if (scroller.current) observer.observe(scroller.current);
    return () => observer.disconnect();
  }, []);

  function scrollTo(position: number): void {
    scroller.current?.scrollTo({ top: position });
    setTop(position);
  }
  return {
    scroller,
    first: Math.max(0, Math.floor(top / rowHeight) - ROWS_BEYOND),
    last: Math.ceil((top + height) / rowHeight) + ROWS_BEYOND,
    rowsPerPage: Math.floor(height / rowHeight),
    onScroll: () => setTop(scroller.current?.scrollTop ?? 0),
    scrollTo,

    /** Scrolls no further than needed. */
    reveal(row: number): void {
      const start = row * rowHeight;
      if (start < top) scrollTo(start);
      if (start + rowHeight > top + height) scrollTo(start + rowHeight - height);
    },
  };
}
