using WorldModel.Grains.Campaigns;

namespace WorldModel.Grains.Consumers;

/// <summary>
/// Which treatments were decided for each consumer on which days, as far back as a cap may look: chains of entries by
/// row, 16 bytes a contact. Campaigns stand by their number in the shard.
/// </summary>
internal sealed class ContactBook
{
    private const int None = -1;

    private Entry[] _entries = new Entry[64];
    private int[] _firstOfRow = [];
    private int _count;
    private int _free = None;

    /// <summary>
    /// A contact: its day, the campaign's number, the treatment's place, and whether a scan decided it.
    /// </summary>
    public readonly record struct Contact(int Day, int Campaign, short Option, bool IsScan);

    private struct Entry
    {
        public Contact Contact;
        public int Next;
    }

    public long Bytes => (_entries.Length * 16L) + (_firstOfRow.Length * 4L);

    /// <summary>Takes note of a contact, and drops those of the row that no cap can count any more.</summary>
    public void Add(int row, in Contact contact)
    {
        DropBefore(row, contact.Day - CapTerms.MostDays + 1);
        Restore(row, contact);
    }

    /// <summary>Puts back a contact of a snapshot.</summary>
    public void Restore(int row, in Contact contact)
    {
        if (row >= _firstOfRow.Length) GrowRows(row);
        var at = Take();
        _entries[at] = new Entry { Contact = contact, Next = _firstOfRow[row] };
        _firstOfRow[row] = at;
    }

    /// <summary>
    /// How many contacts a cap counts in the days that share a window with this one: also later ones that stand.
    /// </summary>
    /// <param name="row">The consumer.</param>
    /// <param name="cap">The cap.</param>
    /// <param name="day">The day decided for.</param>
    /// <param name="campaign">The number of the cap's campaign.</param>
    /// <param name="campaigns">All campaigns by number.</param>
    public int Count(int row, CapTerms cap, int day, int campaign, IReadOnlyList<CampaignColumns> campaigns)
    {
        var count = 0;
        for (var at = First(row); at != None; at = _entries[at].Next)
        {
            ref readonly var contact = ref _entries[at].Contact;
            if (contact.Day <= day - cap.Days || contact.Day >= day + cap.Days) continue;
            if (!cap.OfAll && contact.Campaign != campaign) continue;
            if (cap.Counts(campaigns[contact.Campaign].Terms.Treatments[contact.Option].Name)) count++;
        }

        return count;
    }

    /// <summary>Takes a contact back that did not come about; false where it is not there any more.</summary>
    public bool Remove(int row, in Contact contact)
    {
        if (row >= _firstOfRow.Length) return false;
        for (ref var link = ref _firstOfRow[row]; link != None; link = ref _entries[link].Next)
        {
            if (_entries[link].Contact != contact) continue;
            Unlink(ref link);
            return true;
        }

        return false;
    }

    /// <summary>A row's contacts, the oldest added first.</summary>
    public IReadOnlyList<Contact> Of(int row)
    {
        var contacts = new List<Contact>();
        for (var at = First(row); at != None; at = _entries[at].Next) contacts.Add(_entries[at].Contact);
        contacts.Reverse();
        return contacts;
    }

    public void Forget(int row) => DropBefore(row, int.MaxValue);

    private int First(int row) => row < _firstOfRow.Length ? _firstOfRow[row] : None;

    private void DropBefore(int row, int day)
    {
        if (row >= _firstOfRow.Length) return;
        ref var link = ref _firstOfRow[row];
        while (link != None)
        {
            if (_entries[link].Contact.Day < day) Unlink(ref link);
            else link = ref _entries[link].Next;
        }
    }

    private void Unlink(ref int link)
    {
        var gone = link;
        link = _entries[gone].Next;
        _entries[gone].Next = _free;
        _free = gone;
    }

    private int Take()
    {
        if (_free != None)
        {
            var at = _free;
            _free = _entries[at].Next;
            return at;
        }

        if (_count == _entries.Length) Array.Resize(ref _entries, _count * 2);
        return _count++;
    }

    private void GrowRows(int row)
    {
        var known = _firstOfRow.Length;
        Array.Resize(ref _firstOfRow, Math.Max(row + 1, Math.Max(64, known * 2)));
        _firstOfRow.AsSpan(known).Fill(None);
    }
}
