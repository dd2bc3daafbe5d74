using System.Runtime.InteropServices;

namespace AccountPortal.Passwords;

/// <summary>
/// Makes the current thread give way to all others. <see cref="Thread.Priority"/> does nothing on Linux, where a process may lower a thread of its own by
/// <c>setpriority(2)</c>.
/// </summary>
internal static class ThreadNiceness
{
    private const int Process = 0;
    private const int CurrentThread = 0;
    private const int Nice = 15;

    public static void GiveWay()
    {
        if (OperatingSystem.IsLinux())
        {
            // Where it is refused the thread is as important as the others.
            _ = SetPriority(Process, CurrentThread, Nice);
        }
        else
        {
            Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
        }
    }

    [DllImport("libc", EntryPoint = "setpriority")]
    private static extern int SetPriority(int which, int who, int priority);
}
