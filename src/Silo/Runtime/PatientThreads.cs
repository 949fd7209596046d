using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace WorldModel.Silo.Runtime;

/// <summary>
/// Threads that the system gives a core when it has one to spare: a thread that wakes to answer somebody takes it from
/// them within a fraction of a millisecond, where it would wait out a turn of milliseconds of one that is its equal.
/// Under Linux a nice value 10 above the process's, a tenth of another's share; shared by all silos of the process,
/// started when first used. After each slice they offer the core to whoever waits: its scheduler lets a thread run on
/// for a while though a better one woke, and looks again at the next tick only, 4 ms later.
/// </summary>
internal static class PatientThreads
{
    private const int Steps = 10;

    private static readonly BlockingCollection<IThreadPoolWorkItem> Waiting = [];
    private static readonly Lazy<Thread[]> Threads = new(Start);

    public static void Queue(IThreadPoolWorkItem work)
    {
        _ = Threads.Value;
        Waiting.Add(work);
    }

    private static Thread[] Start()
    {
        var threads = new Thread[Environment.ProcessorCount];
        for (var i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(Run)
            {
                Name = "patient",
                IsBackground = true,
                Priority = ThreadPriority.BelowNormal,
            };
            threads[i].Start();
        }

        return threads;
    }

    private static void Run()
    {
        // Linux knows no other priority of a thread, and keeps this one by thread though POSIX has it by process.
        if (OperatingSystem.IsLinux()) _ = Nice(Steps);
        foreach (var work in Waiting.GetConsumingEnumerable())
        {
            work.Execute();
            Thread.Yield();
        }
    }

    [DllImport("libc", EntryPoint = "nice")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Nice(int steps);
}
