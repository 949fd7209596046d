using WorldModel.Silo.Runtime;

namespace WorldModel.Silo.Mixes;

/// <summary>
/// Answers about mixes, one after the other and on one thread of its own: a plan takes seconds, and whoever asks for
/// decisions must not feel it.
/// </summary>
internal sealed class MixDesk(MixFolder folder)
{
    /// <summary>Questions that may wait; one more is told to come back.</summary>
    public const int MostWaiting = 16;

    private readonly SemaphoreSlim _turn = new(1, 1);
    private int _waiting;

    /// <summary>Does some work on the folder, alone.</summary>
    /// <exception cref="BusyException">Too many wait.</exception>
    public async Task<T> Ask<T>(Func<MixFolder, T> work, CancellationToken stop)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > MostWaiting)
                throw new BusyException("mixes", MostWaiting);
            await _turn.WaitAsync(stop);
            try
            {
                return await Task.Factory.StartNew(
                    () => work(folder), stop, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }
            finally
            {
                _turn.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
