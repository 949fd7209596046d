using WorldModel.Schema;

namespace WorldModel.Silo.Runtime;

/// <summary>A grain's queue is full: nothing was accepted, and the call may be made again later.</summary>
public sealed class BusyException(string grain, int bound)
    : WorldModelException($"{grain}: got one call more, expected at most {bound} that wait");
