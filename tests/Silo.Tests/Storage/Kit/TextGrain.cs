using System.Text;
using WorldModel.Grains.Hosting;

namespace WorldModel.Silo.Tests.Storage;

/// <summary>Remembers its records as texts.</summary>
internal sealed class TextGrain : IRecoverable
{
    public List<string> Texts { get; } = [];

    public bool IsActive { get; private set; }

    public void Restore(ReadOnlySpan<byte> snapshot) =>
        Texts.AddRange(Encoding.UTF8.GetString(snapshot).Split('|', StringSplitOptions.RemoveEmptyEntries));

    public void Apply(ReadOnlySpan<byte> record) => Texts.Add(Encoding.UTF8.GetString(record));

    public void Activated() => IsActive = true;

    public void Snapshot(System.Buffers.IBufferWriter<byte> to)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Join('|', Texts));
        bytes.CopyTo(to.GetSpan(bytes.Length));
        to.Advance(bytes.Length);
    }
}
