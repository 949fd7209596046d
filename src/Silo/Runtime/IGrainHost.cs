using WorldModel.Grains.Hosting;
using WorldModel.Grains.Interfaces;

namespace WorldModel.Silo.Runtime;

/// <summary>Who hosts the grains, as far as the API must know: this process, or a cluster that it is part of.</summary>
internal interface IGrainHost
{
    IGrains Grains { get; }

    /// <summary>Calls that wait or run in this process, in all and in the fullest grain.</summary>
    (long All, int Deepest) Pending { get; }

    /// <summary>
    /// Whether all grains write into one journal in order: what one writes after another has is durable after it.
    /// </summary>
    bool HasOneJournal { get; }

    /// <summary>Whether a grain has left something: a name that somebody tried has not.</summary>
    ValueTask<bool> Knows(GrainAddress grain);

    /// <summary>Keys of the grains of a kind that have left something, sorted.</summary>
    ValueTask<string[]> Keys(string kind);

    /// <summary>Drops a grain that has written nothing: a name somebody tried leaves no trace.</summary>
    void DropEmpty(GrainAddress grain);
}
