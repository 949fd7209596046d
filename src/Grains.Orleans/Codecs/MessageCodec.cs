using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Orleans.Serialization;
using Orleans.Serialization.Buffers;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Codecs;
using Orleans.Serialization.Serializers;
using Orleans.Serialization.WireProtocol;
using WorldModel.Grains.Interfaces;

namespace WorldModel.Grains.Orleans.Codecs;

/// <summary>
/// Carries the contracts' records between processes: one block of bytes a message, columns of numbers as their bytes,
/// behind a mark of the message's shape, so that silos of different contracts refuse each other in words. A message is
/// never changed after it was sent: inside a process it travels as it is.
/// </summary>
internal sealed class MessageCodec : IGeneralizedCodec, IGeneralizedCopier, ITypeFilter
{
    /// <summary>A writer that grew past this is not kept for the next message.</summary>
    private const int MostKept = 1 << 20;

    [ThreadStatic]
    private static MessageWriter? _writer;

    private static readonly ConcurrentDictionary<Type, Untyped> Known = new();

    /// <summary>Whether a type is a message, or the one exception of the contracts.</summary>
    public static bool IsMessage(Type type) => RecordFormat.IsRecord(type) || type == typeof(GrainUnavailableException);

    bool IGeneralizedCodec.IsSupportedType(Type type) => IsMessage(type);

    bool IGeneralizedCopier.IsSupportedType(Type type) => IsMessage(type);

    bool? ITypeFilter.IsTypeAllowed(Type type) => IsMessage(type) ? true : null;

    object? IDeepCopier.DeepCopy(object? input, CopyContext context) => input;

    void IFieldCodec.WriteField<TBufferWriter>(
        ref Writer<TBufferWriter> writer, uint fieldIdDelta, Type? expectedType, object? value)
    {
        if (value is null)
        {
            ReferenceCodec.WriteNullReference(ref writer, fieldIdDelta);
            return;
        }
        ReferenceCodec.MarkValueField(writer.Session);
        var type = value.GetType();
        var to = _writer ?? new MessageWriter();
        _writer = null;
        to.Clear();
        Of(type).Write(to, value);
        writer.WriteFieldHeader(fieldIdDelta, expectedType, type, WireType.LengthPrefixed);
        writer.WriteVarUInt32((uint)to.Written.Length);
        writer.Write(to.Written);
        if (to.Capacity <= MostKept)
            _writer = to;
    }

    object? IFieldCodec.ReadValue<TInput>(ref Reader<TInput> reader, Field field)
    {
        if (field.WireType == WireType.Reference)
            return ReferenceCodec.ReadReference(ref reader, field.FieldType);
        ReferenceCodec.MarkValueField(reader.Session);
        field.EnsureWireType(WireType.LengthPrefixed);
        var type = field.FieldType
            ?? throw new InvalidDataException("message: got no type, expected one of the contracts");
        var bytes = reader.ReadBytes(reader.ReadVarUInt32());
        return Of(type).Read(new MessageReader(bytes));
    }

    private static Untyped Of(Type type) => Known.GetOrAdd(type, static t =>
        t == typeof(GrainUnavailableException)
            ? new UnavailableFormat()
            : (Untyped)Activator.CreateInstance(typeof(Typed<>).MakeGenericType(t))!);

    private abstract class Untyped
    {
        public abstract void Write(MessageWriter to, object value);

        public abstract object Read(MessageReader from);
    }

    private sealed class Typed<T> : Untyped
    {
        private static readonly int Mark = BitConverter.ToInt32(
            SHA256.HashData(Encoding.UTF8.GetBytes(MessageFormat<T>.Shape)));

        public override void Write(MessageWriter to, object value)
        {
            to.Int32(Mark);
            MessageFormat<T>.Write(to, (T)value);
        }

        public override object Read(MessageReader from)
        {
            int mark = from.Int32();
            if (mark != Mark)
                throw from.Broken($"{typeof(T).Name} of mark {Mark:x8}, not of {mark:x8}: all silos of one version");
            var value = MessageFormat<T>.Read(from);
            return from.IsAtEnd ? value! : throw from.Broken("the message's end");
        }
    }

    private sealed class UnavailableFormat : Untyped
    {
        private readonly Typed<Problem> _problem = new();

        public override void Write(MessageWriter to, object value) =>
            _problem.Write(to, ((GrainUnavailableException)value).Problem);

        public override object Read(MessageReader from) => new GrainUnavailableException((Problem)_problem.Read(from));
    }
}
