export function OutputPage({ name, kind }: { name: string; kind: string }) { return <main class="page" />; }
