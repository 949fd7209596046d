namespace WorldModel.Silo.Orleans.Tests.Costs;

/// <summary>What a consumer would be if each were a grain: it keeps a state and a belief of their sizes.</summary>
[Alias("worldmodel.tests.row")]
public interface IConsumerRowGrain : IGrainWithIntegerKey
{
    /// <summary>A value under a treatment: next to no work, so that what is measured is the grain.</summary>
    ValueTask<double> Value(int treatment);
}

internal sealed class ConsumerRowGrain : Grain, IConsumerRowGrain
{
    private readonly byte[] _state = new byte[160];
    private readonly float[] _belief = new float[112];

    public ValueTask<double> Value(int treatment) =>
        ValueTask.FromResult(_state[treatment] + (double)_belief[treatment]);
}
