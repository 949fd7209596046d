using WorldModel.Schema;

namespace WorldModel.Grains.Hosting;

/// <summary>A snapshot or a record could not be read back: names what was read and what was expected.</summary>
public sealed class RecoveryException(string what, string got, string expected)
    : WorldModelException($"{what}: got {got}, expected {expected}");
