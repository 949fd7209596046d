namespace WorldModel.Silo.Runtime;

/// <summary>A grain as its host lets it be called: each call a turn of its own, of a recovered grain.</summary>
internal interface IHosted<TGrain>
    where TGrain : class
{
    /// <param name="method">What to call; captures nothing.</param>
    /// <param name="argument">With what.</param>
    /// <param name="turn">What kind of turn it is.</param>
    /// <param name="bounded">Turned away where the queue is full.</param>
    ValueTask<TReply> Call<TArgument, TReply>(
        Func<TGrain, TArgument, ValueTask<TReply>> method, TArgument argument, Turn turn = Turn.Message,
        bool bounded = true);

    /// <summary>Writes a snapshot if anything was written since the last one; true where one was.</summary>
    Task<bool> Snapshot();
}
