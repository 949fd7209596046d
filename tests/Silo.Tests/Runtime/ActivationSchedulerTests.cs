using WorldModel.Silo.Runtime;

namespace WorldModel.Silo.Tests.Runtime;

public sealed class ActivationSchedulerTests
{
    private readonly ActivationScheduler _scheduler = new();

    [Fact]
    public async Task Turns_run_one_at_a_time_in_order()
    {
        const int Turns = 10_000;
        var order = new List<int>(Turns);
        int inside = 0;
        bool overlapped = false;
        var tasks = Enumerable.Range(0, Turns).Select(i => Start(() =>
        {
            overlapped |= Interlocked.Increment(ref inside) != 1;
            order.Add(i);
            Interlocked.Decrement(ref inside);
            return Task.CompletedTask;
        })).ToList();
        await Task.WhenAll(tasks);
        Assert.False(overlapped);
        Assert.Equal(Enumerable.Range(0, Turns), order);
    }

    [Fact]
    public async Task Turns_queued_from_many_threads_never_overlap()
    {
        int inside = 0;
        long ran = 0;
        bool overlapped = false;
        await Parallel.ForEachAsync(Enumerable.Range(0, 20_000), async (i, _) =>
        {
            var turn = new Task<Task>(() =>
            {
                overlapped |= Interlocked.Increment(ref inside) != 1;
                ran++;
                Interlocked.Decrement(ref inside);
                return Task.CompletedTask;
            });
            if (i % 2 == 0)
                turn.Start(_scheduler);
            else
                RunOrQueue(_scheduler, turn);
            await turn.Unwrap();
        });
        Assert.False(overlapped);
        Assert.Equal(20_000, ran);
    }

    [Fact]
    public async Task Another_message_enters_at_an_await_and_the_rest_runs_on_the_grains_turn_again()
    {
        var said = new List<string>();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = Start(async () =>
        {
            said.Add("first begins");
            await gate.Task;
            Assert.Same(_scheduler, TaskScheduler.Current);
            Assert.True(ActivationScheduler.InTurn);
            said.Add("first ends");
        });
        await Start(() =>
        {
            said.Add("second");
            return Task.CompletedTask;
        });
        gate.SetResult();
        await first;
        Assert.Equal(["first begins", "second", "first ends"], said);
    }

    [Fact]
    public void A_short_call_to_an_idle_grain_runs_on_the_callers_thread()
    {
        var own = SynchronizationContext.Current;
        Assert.True(_scheduler.TryEnter(out var before));
        Assert.True(ActivationScheduler.InTurn);
        _scheduler.Leave(before);
        Assert.False(ActivationScheduler.InTurn);
        Assert.Same(own, SynchronizationContext.Current);
    }

    [Fact]
    public async Task What_follows_an_await_of_a_call_on_the_callers_thread_is_a_turn_of_the_grain()
    {
        var said = new List<string>();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        async Task Call()
        {
            said.Add("call begins");
            await gate.Task;
            Assert.Same(_scheduler, TaskScheduler.Current);
            Assert.True(ActivationScheduler.InTurn);
            await Task.Yield();
            Assert.Same(_scheduler, TaskScheduler.Current);
            said.Add("call ends");
        }

        Assert.True(_scheduler.TryEnter(out var before));
        var call = Call();
        _scheduler.Leave(before);
        await Start(() =>
        {
            said.Add("other");
            return Task.CompletedTask;
        });
        gate.SetResult();
        await call;
        Assert.Equal(["call begins", "other", "call ends"], said);
    }

    [Fact]
    public async Task A_call_to_a_grain_that_has_something_queued_comes_after_it()
    {
        using var gate = new ManualResetEventSlim();
        using var begun = new ManualResetEventSlim();
        var first = Start(() =>
        {
            begun.Set();
            gate.Wait();
            return Task.CompletedTask;
        });
        begun.Wait();
        var entered = _scheduler.TryEnter(out _);
        gate.Set();
        await first;
        Assert.False(entered);
    }

    [Fact]
    public async Task A_call_out_of_another_grains_turn_is_queued()
    {
        var other = new ActivationScheduler();
        bool ranInside = true;
        Task? called = null;
        await Start(() =>
        {
            called = new Task(() => { });
            RunOrQueue(other, called);
            ranInside = called.IsCompleted;
            return Task.CompletedTask;
        });
        await called!;
        Assert.False(ranInside);
    }

    [Fact]
    public async Task A_hot_grain_does_not_starve_the_others()
    {
        // The hot grain keeps every thread of the pool's size busy with itself, if it is let.
        bool stop = false;
        var hot = Enumerable.Range(0, Environment.ProcessorCount * 2).Select(_ => new ActivationScheduler()).ToList();
        Task Spin(ActivationScheduler grain) => Task.Factory.StartNew(async () =>
        {
            while (!Volatile.Read(ref stop))
                await Task.Yield();
        }, CancellationToken.None, TaskCreationOptions.None, grain).Unwrap();
        var spinning = hot.SelectMany(grain => new[] { Spin(grain), Spin(grain) }).ToList();
        await Start(() => Task.CompletedTask).WaitAsync(TimeSpan.FromSeconds(20));
        Volatile.Write(ref stop, true);
        await Task.WhenAll(spinning);
    }

    [Fact]
    public async Task A_message_comes_before_the_next_slice_of_a_scan()
    {
        var said = new List<string>();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var gate = new ManualResetEventSlim();
        var scan = Scan(async () =>
        {
            begun.SetResult();
            gate.Wait(TimeSpan.FromSeconds(20));
            said.Add("slice");
            await Task.Yield();
            said.Add("slice");
        });
        await begun.Task;
        var message = Start(() =>
        {
            said.Add("message");
            return Task.CompletedTask;
        });
        gate.Set();
        await Task.WhenAll(scan, message);
        Assert.Equal(["slice", "message", "slice"], said);
    }

    [Fact]
    public async Task While_questions_come_scans_leave_room_and_take_it_back_after()
    {
        var now = 0L;
        var lane = new ScanLane(2, () => Volatile.Read(ref now));
        var grains = Enumerable.Range(0, 4).Select(_ => new ActivationScheduler(lane)).ToArray();
        var (atOnce, most) = (0, 0);
        async Task Work()
        {
            for (var slice = 0; slice < 200; slice++)
            {
                InterlockedMax(ref most, Interlocked.Increment(ref atOnce));
                Interlocked.Decrement(ref atOnce);
                await Task.Yield();
            }
        }

        RunOrQueue(grains[0], new Task(() => { }));
        await Task.WhenAll(grains.Select(grain => Scan(grain, Work)));
        Assert.Equal(1, most);

        // Two that wait for each other inside their slices end only where both run.
        Volatile.Write(ref now, 1000);
        using var both = new CountdownEvent(2);
        await Task.WhenAll(grains[..2].Select(grain => Scan(grain, () =>
        {
            both.Signal();
            Assert.True(both.Wait(TimeSpan.FromSeconds(20)));
            return Task.CompletedTask;
        })));
    }

    [Fact]
    public async Task Scans_of_many_grains_and_messages_among_them_all_run_and_never_two_of_one_grain()
    {
        var lane = new ScanLane(2);
        var grains = Enumerable.Range(0, 8).Select(_ => new ActivationScheduler(lane)).ToArray();
        var inside = new int[grains.Length];
        var (ran, atOnce, most, overlapped) = (0L, 0, 0, false);
        async Task Work(int grain, bool isScan)
        {
            for (var slice = 0; slice < 50; slice++)
            {
                overlapped |= Interlocked.Increment(ref inside[grain]) != 1;
                if (isScan)
                {
                    InterlockedMax(ref most, Interlocked.Increment(ref atOnce));
                    Interlocked.Decrement(ref atOnce);
                }

                Interlocked.Increment(ref ran);
                Interlocked.Decrement(ref inside[grain]);
                await Task.Yield();
            }
        }

        await Task.WhenAll(Enumerable.Range(0, 400).Select(i => Task.Run(() =>
        {
            var (grain, isScan) = (i % grains.Length, i % 3 != 0);
            var scheduler = isScan ? grains[grain].Scans : grains[grain];
            return Task.Factory.StartNew(
                () => Work(grain, isScan), CancellationToken.None, TaskCreationOptions.None, scheduler).Unwrap();
        }))).WaitAsync(TimeSpan.FromSeconds(60));
        Assert.False(overlapped);
        Assert.Equal(400 * 50, ran);
        Assert.InRange(most, 1, 2);
    }

    [Fact]
    public async Task A_turn_that_throws_fails_alone()
    {
        var bad = Start(() => throw new InvalidOperationException("bad"));
        var good = Start(() => Task.CompletedTask);
        await good;
        await Assert.ThrowsAsync<InvalidOperationException>(() => bad);
    }

    private Task Start(Func<Task> turn) =>
        Task.Factory.StartNew(turn, CancellationToken.None, TaskCreationOptions.DenyChildAttach, _scheduler).Unwrap();

    private Task Scan(Func<Task> turn) => Scan(_scheduler, turn);

    [Fact]
    public async Task While_questions_come_slices_run_where_whoever_wakes_puts_them_aside()
    {
        var now = 0L;
        var grain = new ActivationScheduler(new ScanLane(2, () => Volatile.Read(ref now)));
        var nice = new List<int>();
        Task Slice()
        {
            nice.Add(OperatingSystem.IsLinux() ? NiceOfThread() : 0);
            return Task.CompletedTask;
        }

        await Scan(grain, Slice);
        RunOrQueue(grain, new Task(() => { }));
        await Scan(grain, Slice);
        Volatile.Write(ref now, 1000);
        await Scan(grain, Slice);
        Assert.Equal(OperatingSystem.IsLinux() ? Math.Min(19, nice[0] + 10) : 0, nice[1]);
        Assert.Equal(nice[0], nice[2]);
    }

    /// <summary>The 19th field of the thread's line in /proc, behind its name in brackets.</summary>
    private static int NiceOfThread() => int.Parse(
        File.ReadAllText("/proc/thread-self/stat").Split(") ")[^1].Split(' ')[16],
        System.Globalization.CultureInfo.InvariantCulture);

    private static void RunOrQueue(ActivationScheduler grain, Task task)
    {
        if (!grain.TryEnter(out var before))
        {
            task.Start(grain);
            return;
        }

        task.RunSynchronously(TaskScheduler.Default);
        grain.Leave(before);
    }

    private static Task Scan(ActivationScheduler grain, Func<Task> turn) => Task.Factory.StartNew(
        turn, CancellationToken.None, TaskCreationOptions.DenyChildAttach, grain.Scans).Unwrap();

    private static void InterlockedMax(ref int most, int value)
    {
        for (var seen = most; value > seen; seen = most)
            Interlocked.CompareExchange(ref most, value, seen);
    }
}
