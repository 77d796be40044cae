-- Bank accounts that a customer linked in the sandbox's dialog.

create table linked_accounts (
  @head
);
