using System.Globalization;
using AccountPortal.Data.Embedded;

namespace AccountPortal.Tests.Chaos;

/// <summary>Signals to processes by their ids.</summary>
internal static class Signals
{
    /// <summary>By the shell's own command: .NET has none for it. One that is gone already is no failure.</summary>
    public static Task SendAsync(string signal, string processes) => Command.RunAsync(["/bin/sh", "-c", $"kill -{signal} {processes} 2>/dev/null || true"], "/", CancellationToken.None);

    public static IEnumerable<int> ChildrenOf(int parent)
    {
        foreach (var folder in Directory.GetDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) && ParentOf(folder) == parent)
            {
                yield return id;
            }
        }
    }

    // "pid (name) state parent …"; the name may hold spaces and brackets.
    private static int ParentOf(string folder)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(folder, "stat"));
            return int.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return -1;
        }
    }
}
