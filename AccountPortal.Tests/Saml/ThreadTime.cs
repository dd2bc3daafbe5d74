using System.Diagnostics;
using System.Runtime.InteropServices;

namespace AccountPortal.Tests.Saml;

/// <summary>What a piece of work costs: the processor time of this thread where the system tells it (Linux), so that a busy machine does not count.</summary>
internal static class ThreadTime
{
    private const int ThreadProcessorTime = 3;

    public static TimeSpan Of(Action work)
    {
        var start = Now();
        work();
        return Now() - start;
    }

    private static TimeSpan Now() => OperatingSystem.IsLinux() && ReadClock(ThreadProcessorTime, out var time) == 0
        ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromTicks(time.Nanoseconds / 100)
        : Stopwatch.GetElapsedTime(0);

    [DllImport("libc", EntryPoint = "clock_gettime")]
    private static extern int ReadClock(int clock, out Instant time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Instant
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
