// Inline icons, 16 px grid, stroke of the text's colour.
const shapes = {
  overview: '<rect x="2" y="2" width="5" height="5" rx="1"/><rect x="9" y="2" width="5" height="5" rx="1"/><rect x="2" y="9" width="5" height="5" rx="1"/><rect x="9" y="9" width="5" height="5" rx="1"/>',
  calendar: '<rect x="2" y="3" width="12" height="11" rx="2"/><path d="M2 6.5h12M5.5 1.5v3M10.5 1.5v3"/>',
  list: '<path d="M5.5 4h8M5.5 8h8M5.5 12h8M2.5 4h.01M2.5 8h.01M2.5 12h.01"/>',
  shield: '<path d="M8 1.5 13 3.5v4c0 3.2-2.1 5.7-5 7-2.9-1.3-5-3.800-5-7v-4z"/>',
  heart: '<path d="M1.500 8.500h3l1.500-4 2.500 7 2-5 1 2h3"/>',
  cycle: '<path d="M2.500 7A5.600 5.600 0 0 1 12.500 4.500M13.500 9A5.600 5.600 0 0 1 3.500 11.500M12.700 1.800v2.900H9.800M3.300 14.200v-2.900h2.900"/>',
  backoff: '<path d="M2.500 8a5.500 5.500 0 1 0 1.700-4M2.500 2v3h3"/><path d="M8 5.300V8l1.800 1.200"/>',
  square: '<rect x="3.500" y="3.500" width="9" height="9" rx="1.500"/>',
  live: '<circle cx="8" cy="8" r="5.500"/><circle cx="8" cy="8" r="2.500" fill="currentColor" stroke="none"/>',
  search: '<circle cx="7" cy="7" r="4.500"/><path d="m10.500 10.500 3.500 3.500"/>',
  bell: '<path d="M4 7a4 4 0 0 1 8 0c0 3.500 1.500 4.500 1.500 4.500h-11S4 10.500 4 7zM6.500 13.800a1.700 1.700 0 0 0 3 0"/>',
  sun: '<circle cx="8" cy="8" r="3"/><path d="M8 1v1.500M8 13.500V15M1 8h1.500M13.500 8H15M3 3l1 1M12 12l1 1M13 3l-1 1M4 12l-1 1"/>',
  moon: '<path d="M13.500 9.500A5.800 5.800 0 0 1 6.500 2.500a5.800 5.800 0 1 0 7 7z"/>',
  octagon: '<path d="M5.300 1.500h5.400l3.800 3.800v5.400l-3.800 3.800H5.300l-3.800-3.800V5.300zM6 6l4 4M10 6l-4 4"/>',
  barred: '<circle cx="8" cy="8" r="6"/><path d="m3.800 3.800 8.400 8.400"/>',
  terminal: '<rect x="1.5" y="2.5" width="13" height="11" rx="2"/><path d="m4.5 6 2.5 2-2.5 2M8.5 10.5h3"/>',
  play: '<path d="M4.500 3v10l8-5z"/>',
  warning: '<path d="M8 2 14.500 13.500h-13zM8 6.500v3M8 11.500h.01"/>',
  check: '<path d="m3 8.500 3.500 3.500L13 4.500"/>',
  cross: '<path d="m4 4 8 8M12 4l-8 8"/>',
  restored: '<path d="M2.500 6.500h7a4 4 0 0 1 0 8H6M5.500 3.500l-3 3 3 3"/>',
  pause: '<path d="M5.500 3.500v9M10.500 3.500v9"/>',
  arc: '<circle cx="8" cy="8" r="5.500" opacity=".3"/><path d="M8 2.500A5.500 5.500 0 0 1 13.500 8"/>',
  time: '<circle cx="8" cy="8" r="6.500"/><path d="M8 4.500V8l2.300 1.500"/>',
  diamond: '<path d="M8 1.500 14.500 8 8 14.500 1.500 8z" fill="currentColor"/>',
  star: '<path d="m8 1.800 1.900 3.900 4.300.6-3.100 3 .7 4.300L8 11.600l-3.800 2 .7-4.300-3.100-3 4.300-.6z" fill="currentColor"/>',
  staro: '<path d="m8 1.800 1.900 3.900 4.300.6-3.100 3 .7 4.300L8 11.600l-3.800 2 .7-4.300-3.100-3 4.300-.6z"/>',
  menu: '<path d="M2 4h12M2 8h12M2 12h12"/>',
  right: '<path d="m6 3.500 4.500 4.500L6 12.500"/>',
  down: '<path d="M3.500 6 8 10.500 12.500 6"/>',
  up: '<path d="M3.500 10 8 5.500 12.500 10"/>',
  reload: '<path d="M13.500 8a5.500 5.500 0 1 1-1.700-4M13.500 2v3h-3"/>',
  target: '<circle cx="8" cy="8" r="6"/><circle cx="8" cy="8" r="2.500"/>',
  extract: '<circle cx="4" cy="4" r="1.800"/><circle cx="12" cy="12" r="1.800"/><path d="M4 5.800v4.700a1.500 1.500 0 0 0 1.500 1.500h2.700M12 10.200V5.500A1.500 1.500 0 0 0 10.500 4H7.800"/>',
  copy: '<rect x="5.500" y="5.500" width="8" height="8" rx="1.500"/><path d="M10.500 5.500v-2a1 1 0 0 0-1-1h-6a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1h2"/>',
  idle: '<circle cx="8" cy="8" r="5.500" stroke-dasharray="2 2.300"/>',
  hand: '<path d="M5 8V4a1 1 0 0 1 2 0V2.800a1 1 0 0 1 2 0V4a1 1 0 0 1 2 0v1.500a1 1 0 0 1 2 0V10a4.500 4.500 0 0 1-8.300 2.400L2.600 9a1 1 0 0 1 1.700-1L5 9M7 4v3.500M9 4v3.500M11 5.500v2"/>',
  file: '<path d="M3.500 1.500h6l3 3v10h-9zM9.500 1.500v3h3"/>',
  download: '<path d="M8 2v9M4 7.500 8 11.500l4-4M2.500 14h11"/>',
  chart: '<path d="M2 2v12h12M5 10.500l3-4 2.500 2L14 4"/>',
  whatif: '<path d="M2 5h6M12 5h2M2 11h2M8 11h6"/><circle cx="10" cy="5" r="1.800"/><circle cx="6" cy="11" r="1.800"/>',
  swap: '<path d="M2.500 5.500h10M9.500 2.500l3 3-3 3M13.500 10.500h-10M6.500 7.500l-3 3 3 3"/>',
  info: '<circle cx="8" cy="8" r="6.500"/><path d="M8 7.500v3.500M8 5h.01"/>',
  wrap: '<path d="M2 3.500h12M2 8h9.500a2.300 2.300 0 0 1 0 4.500H8M2 12.500h2.500M9.800 10.700 8 12.500l1.800 1.800"/>',
  follow: '<path d="M8 1.500v7.500M4.500 6 8 9.500 11.500 6M2.500 13.500h11"/>',
  lock: '<rect x="3" y="7" width="10" height="7" rx="1.500"/><path d="M5.300 7V4.700a2.700 2.700 0 0 1 5.400 0V7"/>',
  flat: '<path d="M1.500 8.500h3l1.300-3.500 1.700 6 .9-2.500h6"/>',
  unlink: '<path d="M6.500 9.500 4.800 11.200a2.400 2.400 0 0 1-3.400-3.400L3.500 5.700M9.500 6.500l1.700-1.700a2.400 2.400 0 0 1 3.400 3.400l-2.100 2.100M5 2.500v1.500M2.500 5H4M11 13.500V12M13.500 11H12"/>',
  plug: '<path d="M5.500 1.500v3.500M10.500 1.500v3.500M3.500 5h9v2a4.500 4.500 0 0 1-9 0zM8 11.500v3"/>',
  plus: '<path d="M8 3v10M3 8h10"/>',
  out: '<path d="M9.500 2.500h-6v11h6M7 8h7M11.500 5.500 14 8l-2.500 2.500"/>',
  dots: '<path d="M3 8h.01M8 8h.01M13 8h.01" stroke-width="2.400"/>',
  broom: '<path d="M13.500 2.500 9 7M6.500 6l3.500 3.500-3 4.500-5-5z"/>',
} as const;

export type IconName = keyof typeof shapes;

export function Icon({ name, size = "", spin = false, class: extra = "" }: {
  name: IconName; size?: "" | "s" | "xs"; spin?: boolean; class?: string;
}) {
  return (
    <svg class={`i ${size} ${spin ? "spin" : ""} ${extra}`} viewBox="0 0 16 16" aria-hidden="true"
      dangerouslySetInnerHTML={{ __html: shapes[name] }} />
  );
}

export function Brand() {
  return (
    <svg viewBox="0 0 24 24" aria-hidden="true">
      <path d="M20.5 12a8.5 8.5 0 1 1-3-6.500" fill="none" stroke="var(--acc)" stroke-width="2.2" stroke-linecap="round" />
      <path d="M17.8 1.800v4.200h-4.200" fill="none" stroke="var(--acc)" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round" />
      <path d="M9.500 8v9M14.500 7.500v9" stroke="var(--t1)" stroke-width="1.3" stroke-linecap="round" />
      <rect x="8" y="10.5" width="3" height="4.500" rx=".6" fill="var(--t1)" />
      <rect x="13" y="9" width="3" height="5" rx=".6" fill="var(--c3)" />
    </svg>
  );
}
