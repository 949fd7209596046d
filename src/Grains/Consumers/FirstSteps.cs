using WorldModel.Grains.Interfaces;
using WorldModel.Grains.Money;

namespace WorldModel.Grains.Consumers;

/// <summary>The first so many steps, in order, of those that it was shown.</summary>
internal sealed class FirstSteps(int limit)
{
    private readonly SortedSet<Increment> _steps = new(Comparer<Increment>.Create(IncrementOrder.Compare));

    /// <summary>Whether there were more.</summary>
    public bool Dropped { get; private set; }

    public Increment[] Steps => [.. _steps];

    public void Add(Increment step)
    {
        _steps.Add(step);
        if (_steps.Count <= limit) return;
        _steps.Remove(_steps.Max!);
        Dropped = true;
    }
}
