export function HyperoptPage({ name }: { name: string }) { return <main class="page" />; }
