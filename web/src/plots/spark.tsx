/** A line of the last values, too small for axes; the number stands beside it. */
export function Spark({ values, width = 56, height = 18, color, floor = 0, label }: {
  values: number[]; width?: number; height?: number; color: string; floor?: number; label?: string;
}) {
  if (values.length < 2) return <svg class="spark" width={width} height={height} aria-hidden="true" />;
  const top = Math.max(...values, floor + 1e-9);
  const x = (i: number) => ((i * width) / (values.length - 1)).toFixed(1);
  const y = (v: number) => (height - 1 - ((v - floor) / (top - floor)) * (height - 3)).toFixed(1);
  const line = values.map((v, i) => `${i ? "L" : "M"}${x(i)} ${y(v)}`).join("");
  return (
    <svg class="spark" viewBox={`0 0 ${width} ${height}`} width={width} height={height} preserveAspectRatio="none"
      aria-hidden={label ? undefined : "true"} role={label ? "img" : undefined} aria-label={label}>
      <path d={`${line}L${width} ${height}L0 ${height}Z`} fill={color} opacity=".13" />
      <path d={line} fill="none" stroke={color} stroke-width="1.5" stroke-linejoin="round" />
    </svg>
  );
}
