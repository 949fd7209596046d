using System.Security.Cryptography;
using System.Text;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.WireProtocol;

namespace WorldModel.Grains.Orleans.Codecs;

/// <summary>
/// Carries one record of the contracts between processes: one block of bytes, columns of numbers as their bytes, behind
/// a mark of the record's shape, so that silos of different contracts refuse each other in words.
/// </summary>
internal class MessageCodec<T> : IFieldCodec<T>
    where T : class
{
    /// <summary>A writer that grew past this is not kept for the next message.</summary>
    private const int MostKept = 1 << 20;

    [ThreadStatic]
    private static MessageWriter? _writer;

    private static readonly Lazy<int> Mark = new(() => BitConverter.ToInt32(
        SHA256.HashData(Encoding.UTF8.GetBytes(MessageFormat<T>.Shape))));

#pragma warning disable CS8769 // What may be null is annotated otherwise from one version of Orleans to another.
    void IFieldCodec<T>.WriteField<TBufferWriter>(
        ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type expectedType, T value)
#pragma warning restore CS8769
    {
        if (value is null)
        {
            ReferenceCodec.WriteNullReference(ref writer, fieldIdDelta);
            return;
        }
        ReferenceCodec.MarkValueField(writer.Session);
        writer.WriteFieldHeader(fieldIdDelta, expectedType, typeof(T), WireType.LengthPrefixed);
        var to = _writer ?? new MessageWriter();
        _writer = null;
        to.Clear();
        Write(to, value);
        writer.WriteVarUInt32((uint)to.Written.Length);
        writer.Write(to.Written);
        if (to.Capacity <= MostKept)
            _writer = to;
    }

    T IFieldCodec<T>.ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        if (field.WireType == WireType.Reference)
            return ReferenceCodec.ReadReference<T, TInput>(ref reader, field)!;
        ReferenceCodec.MarkValueField(reader.Session);
        field.EnsureWireType(WireType.LengthPrefixed);
        var from = new MessageReader(reader.ReadBytes(reader.ReadVarUInt32()));
        var value = Read(from);
        return from.IsAtEnd ? value : throw from.Broken("the message's end");
    }

    protected virtual void Write(MessageWriter to, T value)
    {
        to.Int32(Mark.Value);
        MessageFormat<T>.Write(to, value);
    }

    protected virtual T Read(MessageReader from)
    {
        int mark = from.Int32();
        return mark == Mark.Value
            ? MessageFormat<T>.Read(from)
            : throw from.Broken($"{typeof(T).Name} of mark {Mark.Value:x8}, not {mark:x8}: all silos of one version");
    }
}
